import { config } from 'zod';
import { Answerer } from '../live/answerer.ts';
import type { CarriedScenario } from '../live/page-contents.ts';
import type { Answer, Message } from '../live/protocol.ts';
import { textsToDigest } from '../live/texts-to-digest.ts';

/** The part of a worker’s global scope that is used; the compiler here knows that of a page. */
interface WorkerScope {
  onmessage: ((event: { readonly data: Message }) => void) | null;
  postMessage(answer: Answer): void;
}

// The page’s policy forbids code made of text, and a refused attempt would be logged.
config({ jitless: true });

const scope = globalThis as unknown as WorkerScope;
const answerer = new Answerer();
/** Messages are taken one after the other, also while a digest is being made. */
let taken = Promise.resolve();

scope.onmessage = ({ data }) => {
  taken = taken.then(() => take(data));
};

async function take(message: Message): Promise<void> {
  if (message.kind === 'ask') scope.postMessage(answerer.answer(message.ask));
  else answerer.open(message.number, message.scenario, await digestOf(message.scenario));
}

/** Names the texts of a scenario: as they were read, where that is known. */
async function digestOf(scenario: CarriedScenario): Promise<(text: string) => string> {
  const { digests, text } = scenario;
  if (digests !== null) return (of) => (of === text ? digests.scenario : digests.config);
  const made = new Map<string, string>();
  for (const each of textsToDigest(scenario)) made.set(each, await sha256(each));
  return (of) => made.get(of) ?? '';
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
