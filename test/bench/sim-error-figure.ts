import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * How far the simulator's waits are from those of `drydock run`: forty jobs on a fleet of containers in real time, and the scenario that is made of the record, played a
 * hundred times. It needs a Docker engine and takes a little more than a minute.
 */
export function measureSimError(root: string): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'test/bench/probe-sim-error.ts')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}
