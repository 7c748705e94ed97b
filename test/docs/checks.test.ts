import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkRules } from '../../cli/check-rules.ts';
import { filesBelow, root } from '../house/repository.ts';
import { expectTable } from './generated-part.ts';

/** What a rule is called in a finding. */
const shownNames = checkRules.map(({ id, shownAs = id }) => shownAs);

function textsOf(folders: readonly string[], ending: string): string {
  const files = folders.flatMap((folder) => filesBelow(folder)).filter((path) => path.endsWith(ending));
  return files.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
}

test('the page of checks has every numbered rule', () => {
  const rows = checkRules.map(({ id, severity, reads, finds, because, shownAs }) => [
    shownAs === undefined ? id : `${id}, shown as \`${shownAs}\``,
    severity.join(' or '),
    reads,
    finds,
    because,
  ]);
  expectTable('docs/CHECKS.md', 'rules', ['rule', 'level', 'reads', 'finds', 'because'], rows);
});

test('the rules are numbered from 1 without a gap', () => {
  expect(checkRules.map(({ id }) => id)).toEqual(checkRules.map((_, index) => `V${String(index + 1)}`));
});

test('every rule that the program can show is on the page, and every one on the page can be shown', () => {
  const shown = new Set(
    [...textsOf(['adapters', 'sim', 'cli'], '.ts').matchAll(/(?:rule: |'(?:error|warning|note)', )'(V\d+|unknown-key)'/g)].map(([, rule]) => rule),
  );
  expect(shown).toEqual(new Set(shownNames));
});

test('every rule is shown by a golden file or named by a test', () => {
  const seen = textsOf(['test/golden', 'test/adapters'], '.txt');
  const tests = textsOf(['test/cli'], '.ts');
  const unproven = shownNames.filter((name) => !seen.includes(`[${name}]`) && !tests.includes(`'${name}'`));
  expect(unproven).toEqual([]);
});
