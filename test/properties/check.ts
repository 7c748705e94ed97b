import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { root } from '../house/repository.ts';

/** A run that once failed: replayed first, for ever. */
interface CorpusEntry {
  readonly seed: number;
  readonly path: string;
  readonly note: string;
}

const fixedSeed = 20261129;

/** After so long a property's runs, or the shrinking of its failure, are cut short. */
const longestMs = 30_000;

/**
 * Checks a property on the failures of the past (`test/corpus/<name>.json`), then on `runs` random values (FC_RUNS, if set, multiplies all runs by
 * itself over a hundred). FC_SEED and FC_PATH repeat one run; without FC_SEED the seed is fixed, so that a
 * failure is the commit's own doing; `npm run fuzz` looks for others.
 *
 * @throws Error with the shrunk counterexample and the one line that repeats it.
 */
export function check<T>(name: string, arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void, runs = 60): void {
  const property = fc.property(arbitrary, predicate);
  const { FC_SEED: seed, FC_PATH: path, FC_RUNS: percent } = process.env;
  if (path === undefined)
    for (const entry of corpusOf(name))
      verify(property, { seed: entry.seed, path: entry.path, endOnFailure: true }, `${entry.note}, which was mended before, fails again`);
  const numRuns = percent === undefined ? runs : Math.ceil((runs * Number(percent)) / 100);
  verify(property, { seed: Number(seed ?? fixedSeed), numRuns, ...(path === undefined ? {} : { path }) }, `${name} does not hold`);
}

function corpusOf(name: string): readonly CorpusEntry[] {
  const file = new URL(`../corpus/${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CorpusEntry[]) : [];
}

function verify<T>(property: fc.IProperty<[T]>, parameters: fc.Parameters<[T]>, what: string): void {
  // Shrinking may take much longer than it helps.
  const details = fc.check(property, { plugins: [fc.interruptAfterTimeLimit(longestMs)], ...parameters });
  if (!details.failed) return;
  const file = relative(root, expect.getState().testPath ?? 'test/properties');
  const repeat = `FC_SEED=${String(details.seed)} FC_PATH=${details.counterexamplePath ?? ''} npx vitest run ${file}`;
  const { errorInstance, counterexample } = details;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`${what}: ${why}\n${repeat}\n${JSON.stringify(counterexample?.[0])}`, { cause: errorInstance });
}
