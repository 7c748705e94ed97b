import { isRare, theoryCases } from './cases.ts';

const rested = theoryCases.map((theory) => ({ ...theory, expected: theory.expected.filter((expectation) => !isRare(expectation, theory)) }));

/** The closed forms that 50,000 jobs a replication can be held against, and how many comparisons that makes. */
export const quickCases = { cases: rested, comparisons: rested.reduce((sum, { expected }) => sum + expected.length, 0), replications: 20, jobs: 50_000 };
