import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../cli/package-root.ts';
import { root } from '../house/repository.ts';

test('the folder of the package is found from any folder in it', () => {
  expect(packageRoot(join(root, 'docs/examples/worked'))).toBe(packageRoot());
});

test('a program that was taken out of its package says so, and does not look for ever', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-apart-'));
  expect(() => packageRoot(folder)).toThrow('the program does not lie in its package');
  rmSync(folder, { recursive: true });
});
