import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sim } from '../cli/memory-io.ts';
import { root } from '../house/repository.ts';

const page = join(root, 'docs/IMPORT.md');

test('the page on imports shows what an import says', async () => {
  const text = readFileSync(page, 'utf8');
  const { stderr, stdout } = await sim(['import', 'gitlab', join(root, 'test/golden/import/jobs.json'), '--keep-names']);
  const shown = stderr.replace(/^For a scenario:[^]*/m, '');
  expect(stdout).not.toBe('');
  const written = text.replace(/(<!-- output -->\n\n```text\n)[^]*?(```)/, (_, head: string, tail: string) => `${head}${shown}${tail}`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(page, written);
  else expect(text).toBe(written);
  expect(written).toContain(shown);
});
