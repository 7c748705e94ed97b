import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** One command of a golden file: `name key=value…`, optional body, `----`, expected output, blank line. */
export interface Command {
  readonly name: string;
  readonly args: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Replays a golden file in order against one environment. UPDATE_GOLDEN=1 rewrites the outputs in place; read the diff before committing it. */
export function replayGolden(path: string, handle: (command: Command) => string): void {
  const recorded = readFileSync(path, 'utf8');
  const replayed = recorded
    .trimEnd()
    .split(/\n\n(?=\S)/)
    .map((block) => replayBlock(block, handle));
  const text = `${replayed.join('\n\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  else expect(text).toBe(recorded);
}

/** Runs the command of one block. @returns the block with what came out. */
export function replayBlock(block: string, handle: (command: Command) => string): string {
  const lines = (block.split(/^----$/m)[0] as string).trimEnd().split('\n');
  const first = lines.findIndex((line) => !line.startsWith('#'));
  if (first === -1) return block;
  const [name, ...words] = (lines[first] as string).split(/\s+/) as [string, ...string[]];
  const args = new Map(words.map((word) => [word.split('=')[0] as string, word.slice(word.indexOf('=') + 1)]));
  const output = handle({ name, args, body: lines.slice(first + 1).join('\n') }).trimEnd();
  return `${lines.join('\n')}\n----\n${output === '' ? 'ok' : output}`;
}
