import { shellWord } from '../adapters/shell/shell-word.ts';
import type { Assignment } from './sim-program.ts';

/** Settings as words of a command line. A path that is set again stands once, where it was set last: the last value counts. */
export function setWords(assignments: readonly Assignment[]): string[] {
  const last = new Map<string, string>();
  for (const { path, text } of assignments) {
    last.delete(path);
    last.set(path, text);
  }
  return Array.from(last, ([path, text]) => `--set ${shellWord(`${path}=${text}`)}`);
}
