import { relative, resolve } from 'node:path';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { Assignment } from '../sim-program.ts';

/**
 * What turns a scenario into the replay of a history: the trace in place of its workload (with the tags and the window of its own trace, where it has one), as it
 * was, without faults that are tried and without more load.
 *
 * @param folder from which the scenario's paths count.
 */
export function historySettings({ streams }: Scenario, folder: string, against: string): Assignment[] {
  const file = JSON.stringify(relative(resolve(folder), resolve(against)));
  const own = streams.length === 1 && streams[0]?.type === 'trace';
  const workload = own
    ? [
        { path: 'workload.0.trace.file', text: file },
        { path: 'workload.0.trace.format', text: 'auto' },
        { path: 'workload.0.trace.scale', text: '{ rate: 1, duration: 1 }' },
        // Each job came when it was recorded to come.
        { path: 'workload.0.trace.dependencies', text: 'drop' },
      ]
    : [{ path: 'workload', text: `[{ trace: { file: ${file} } }]` }];
  return [...workload, { path: 'faults', text: '[]' }, { path: 'bootstrap', text: 'none' }];
}
