import { config } from 'zod';
import { Answerer } from '../live/answerer.ts';
import type { Answer, Message } from '../live/protocol.ts';

/** The part of a worker's global scope that is used; the compiler here knows that of a page. */
interface WorkerScope {
  onmessage: ((event: { readonly data: Message }) => void) | null;
  postMessage(answer: Answer): void;
}

// The page's policy forbids code made of text, and a refused attempt would be logged.
config({ jitless: true });

const scope = globalThis as unknown as WorkerScope;
const answerer = new Answerer();

scope.onmessage = ({ data }) => {
  if (data.kind === 'open') answerer.open(data.number, data.scenario);
  else scope.postMessage(answerer.answer(data.ask));
};
