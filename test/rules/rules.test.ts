import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../house/repository.ts';
import { testNames } from './test-names.ts';

interface Row {
  readonly rule: string;
  readonly source: string;
  readonly implementation: readonly string[];
  readonly proof: readonly string[];
}

const rows = readRows(readFileSync(join(root, 'core/RULES.md'), 'utf8'));

test('every rule has a sentence, a source, a file and a test', () => {
  expect(rows.length).toBeGreaterThan(150);
  expect(rows.filter(({ rule, source, implementation, proof }) => rule === '' || source === '' || implementation.length === 0 || proof.length !== 1)).toEqual(
    [],
  );
});

test('no rule is written twice', () => {
  const seen = new Set<string>();
  expect(rows.map(({ rule, proof }) => `${rule} ${String(proof[0])}`).filter((row) => seen.size === seen.add(row).size)).toEqual([]);
});

test('every file and every test that a rule names is there', () => {
  const missing = rows.flatMap(({ implementation, proof }) => [...implementation, ...proof]).filter((file) => !existsSync(join(root, file)));
  expect(missing).toEqual([]);
});

test("the sentence of every rule is its test's name", () => {
  const unproved = rows.filter(({ rule, proof }) => !testNames(proof[0] ?? '').includes(rule));
  expect(unproved.map(({ rule, proof }) => `${rule} (${String(proof[0])})`)).toEqual([]);
});

function readRows(page: string): Row[] {
  return page
    .split('\n')
    .filter((line) => /^\| (?!rule \||-)/.test(line))
    .map((line) => {
      const cells = line.split(/(?<!\\)\|/).slice(1, -1);
      const [rule = '', source = '', implementation = '', proof = ''] = cells.map((cell) => cell.trim());
      return { rule: rule.replaceAll('\\|', '|'), source, implementation: filesIn(implementation), proof: filesIn(proof) };
    });
}

/** The files of links, from the root. */
function filesIn(cell: string): string[] {
  return [...cell.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => normalize(join('core', link as string)));
}
