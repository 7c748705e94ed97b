import { openSync, writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { argv } from 'node:process';
import { compileForLongRun } from '../../cli/compile-for-long-run.ts';
import { quickCases } from './quick-cases.ts';
import { runTheory } from './theory-case.ts';

/**
 * Computes every case and appends what came of it to a file, a line of JSON each: `theory.test.ts` waits for them. It takes a minute of computing, which a
 * process of low priority does while other tests wait for something, without being in the way of those that measure time.
 */
const [, , file = ''] = argv;
const { cases, comparisons, replications, jobs } = quickCases;
setPriority(5);
const putBack = compileForLongRun();
// Opened once: whoever asked removes the file, and it must not come back.
const output = openSync(file, 'a');
// Whoever asked is gone when the channel is.
process.on('disconnect', () => process.exit());
for (const theory of cases) {
  const off = runTheory(theory, replications, jobs, comparisons).filter(({ holds }) => !holds);
  writeSync(output, `${JSON.stringify({ name: theory.name, off })}\n`);
  // The loop of events hears of the channel between two cases.
  await new Promise(setImmediate);
}
putBack();
process.disconnect?.();
