import { join } from 'node:path';
import { compareRuns, relativeError } from '../e2e/sim-and-run/comparison.ts';
import { recordRun } from '../e2e/sim-and-run/recorded-run.ts';
import { RunPlace } from '../e2e/sim-and-run/run-place.ts';
import { simulateRuns } from '../e2e/sim-and-run/simulated-run.ts';
import { workload } from '../e2e/sim-and-run/workload.ts';
import { writeScenario } from '../e2e/sim-and-run/write-scenario.ts';

/** Lets `drydock run` serve the recorded workload on containers, simulates what it did, and prints how far the waits are apart. */
const place = await RunPlace.open();
try {
  const run = await recordRun(place, workload);
  const scenario = writeScenario(join(place.folder, 'scenario'), place.configFile, run);
  const { waits } = compareRuns(run, simulateRuns(scenario, 100));
  for (const [statistic, wait] of Object.entries(waits)) {
    const name = statistic === 'mean' ? 'sim-error' : `sim-error-${statistic}`;
    process.stdout.write(`${name} ${(relativeError(wait) * 100).toFixed(1)} %\n`);
    process.stdout.write(`${name}-seconds ${(Math.abs(wait.run - wait.sim) / 1000).toFixed(2)} s\n`);
  }
} finally {
  await place.close();
}
