import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../house/repository.ts';

/** Compares what lies between two marks of a file with what it should be. UPDATE_GOLDEN=1 writes it instead; read the diff before committing it. */
export function expectPart(path: string, from: string, to: string, part: string): void {
  const file = join(root, path);
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf(from);
  const end = text.indexOf(to, start + from.length);
  expect([path, start >= 0, end >= 0]).toEqual([path, true, true]);
  const written = text.slice(0, start + from.length) + part + text.slice(end);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, written);
  else expect(written).toBe(text);
}

/** The part of a page between `<!-- NAME -->` and `<!-- end -->`: a table. */
export function expectTable(page: string, name: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const lines = [row(head), row(head.map(() => '---')), ...rows.map(row)];
  expectPart(page, `<!-- ${name} -->\n`, '\n<!-- end -->', `\n${lines.join('\n')}\n`);
}
