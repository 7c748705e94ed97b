import { env } from 'node:process';
import { expect, test } from 'vitest';
import { figuresOff, startTheory, theoryVariable } from './background.ts';
import { quickCases } from './quick-cases.ts';

const file = env[theoryVariable] ?? startTheory();
const timeoutMs = 240_000;

// Twenty replications through a scenario file; all figures inside intervals that are corrected for the number of all comparisons.
test.each(quickCases.cases)('$name is as theory says', { timeout: timeoutMs }, async ({ name }) => {
  expect(await figuresOff(file, name)).toEqual([]);
});
