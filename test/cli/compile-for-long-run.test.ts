import { cachedDataVersionTag } from 'node:v8';
import { expect, test } from 'vitest';
import { compileForLongRun } from '../../cli/compile-for-long-run.ts';

test('compiled code that is kept for the next start is valid again when a long run is over', () => {
  const usual = cachedDataVersionTag();
  const putBack = compileForLongRun();
  const during = cachedDataVersionTag();
  putBack();
  expect(during).not.toBe(usual);
  expect(cachedDataVersionTag()).toBe(usual);
});
