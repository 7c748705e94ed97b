import { expect, test } from 'vitest';
import { OutputTail } from '../../../adapters/driver/output-tail.ts';

function tailOf(...chunks: readonly (string | Buffer)[]): readonly string[] {
  const tail = new OutputTail();
  for (const chunk of chunks) tail.add(Buffer.from(chunk));
  return tail.lines();
}

test('a short output is kept whole, line by line, without empty lines and control characters', () => {
  expect(tailOf('reading package li', 'sts\r\n\n\u001B[31mE: no such package\u001B[0m\n')).toEqual(['reading package lists', ' [31mE: no such package [0m']);
});

test('of a long output the last twenty lines are kept, and of a long line its beginning', () => {
  const lines = tailOf(...Array.from({ length: 5000 }, (_, index) => `line ${String(index)}\n`), 'x'.repeat(1000));
  expect(lines).toHaveLength(20);
  expect(lines[0]).toBe('line 4981');
  expect(lines.at(-1)).toBe(`${'x'.repeat(400)}…`);
});

test('secrets are masked: values of secret names, credentials in addresses, tokens', () => {
  const said = ['password = hunter2', 'cloning https://ci:hunter2@git.example.com/x', 'glpat-abcdefghijklmnop is refused'];
  const lines = tailOf(said.join('\n')).join('\n');
  expect(lines).not.toMatch(/hunter2|abcdefghij/);
  expect(lines).toContain('cloning https://[masked]@git.example.com/x');
});

test('a line whose beginning is lost is not told: it may be the rest of a secret', () => {
  expect(tailOf('password = ', 'hunter2 '.repeat(600), '\nfailed\n')).toEqual(['failed']);
});
