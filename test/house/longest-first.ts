import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begins of the paths of files that take longest, the longest first. */
const longest = ['test/e2e/sim-and-run/', 'test/theory/', 'test/contract/docker-fleet', 'test/e2e/'];

/** Runs the files that take longest first, so that at the end of a run no worker is left alone with one of them. On a fresh checkout nobody else knows them. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((begin) => moduleId.includes(begin));
      return found < 0 ? longest.length : found;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
