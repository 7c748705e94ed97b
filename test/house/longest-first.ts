import { env } from 'node:process';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { startTheory, theoryVariable } from '../theory/background.ts';

/** Begins of the paths of files that take longest, the longest first. */
const longest = [
  'test/e2e/sim-and-run/',
  'test/contract/docker-fleet',
  'test/e2e/',
  'test/docs/worked-example',
  'test/cli/sim-recommend',
  'test/adapters/shell/',
];
const theory = 'test/theory/';

/**
 * Runs the files that take longest first, so that at the end of a run no worker is left alone with one of them: on a fresh checkout nobody else knows them. The
 * computations of theory begin before all, beside the workers, and what came of them is looked at last.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    if (sorted.some(({ moduleId }) => moduleId.includes(theory))) env[theoryVariable] = startTheory();
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  if (moduleId.includes(theory)) return longest.length + 1;
  const place = longest.findIndex((begin) => moduleId.includes(begin));
  return place < 0 ? longest.length : place;
}
