import { expect, test } from 'vitest';
import { isRare, theoryCases } from './cases.ts';
import { runTheory, type TheoryCase } from './theory-case.ts';

const replications = 20;
const jobs = 50_000;
const timeoutMs = 240_000;
const cases = theoryCases.map((theory) => ({ ...theory, expected: theory.expected.filter((expectation) => !isRare(expectation, theory)) }));
const comparisons = cases.reduce((sum, { expected }) => sum + expected.length, 0);

/** One test a case: twenty replications through a scenario file, all figures inside intervals that are corrected for the number of all comparisons. */
export function checkTheory(chosen: (theory: TheoryCase) => boolean): void {
  test.each(cases.filter(chosen))(
    '$name is as theory says',
    (theory) => {
      const off = runTheory(theory, replications, jobs, comparisons).filter(({ holds }) => !holds);
      expect(off).toEqual([]);
    },
    timeoutMs,
  );
}
