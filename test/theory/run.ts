import { compileForLongRun } from '../../cli/compile-for-long-run.ts';
import { theoryCases } from './cases.ts';
import { runTheory } from './theory-case.ts';

/** Twenty replications of a million jobs each, as `npm run theory`; a number after it asks for so many jobs. */
const jobs = Number(process.argv[2] ?? 1_000_000);
const comparisons = theoryCases.reduce((sum, { expected }) => sum + expected.length, 0);
let failures = 0;
const putBack = compileForLongRun();
for (const theory of theoryCases) {
  for (const { name, figure, theory: value, mean, half, holds } of runTheory(theory, 20, jobs, comparisons)) {
    if (!holds) failures++;
    process.stdout.write(`${holds ? 'ok  ' : 'OFF '} ${name}: ${figure} ${mean.toPrecision(6)} ± ${half.toPrecision(2)}, theory ${value.toPrecision(6)}\n`);
  }
}
putBack();
process.stdout.write(`${String(comparisons - failures)} of ${String(comparisons)} figures as theory says\n`);
process.exitCode = failures === 0 ? 0 : 1;
