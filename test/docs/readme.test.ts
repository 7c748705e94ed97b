import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../cli/commands/run.ts';
import type { Io } from '../../cli/io.ts';
import { root } from '../house/repository.ts';

const readme = join(root, 'README.md');
const block = /(<!-- output: sim run (\S+) -->\n\n```text\n)([^]*?)(```)/g;

test('the README shows what its first command prints', async () => {
  const text = readFileSync(readme, 'utf8');
  const blocks = [...text.matchAll(block)];
  expect(blocks.length).toBeGreaterThan(0);
  let written = text;
  for (const [whole, head = '', scenario = '', , tail = ''] of blocks) written = written.replace(whole, `${head}${await outputOf(scenario)}${tail}`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(readme, written);
  else expect(written).toBe(text);
}, 120_000);

/** What `sim run` writes to a terminal of a hundred columns without colours, lines without blanks at their end. */
async function outputOf(scenario: string): Promise<string> {
  let output = '';
  const io: Io = {
    stdout: { write: (text) => void (output += text), isTTY: false, columns: undefined },
    stderr: { write: () => undefined, isTTY: false, columns: undefined },
    env: { LANG: 'C.UTF-8' },
    stdinIsTTY: false,
    readStdin: () => '',
    readLine: () => null,
    onInterrupt: () => () => undefined,
  };
  await run([scenario], { set: [], workers: 0 }, io);
  return output.replace(/ +$/gm, '');
}
