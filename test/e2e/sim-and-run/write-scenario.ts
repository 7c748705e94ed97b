import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { fleetSpans } from './fleet-spans.ts';
import type { RecordedRun } from './recorded-run.ts';
import { longPollMs } from './run-place.ts';

/**
 * Writes a recorded run as a scenario: the very configuration, the arrivals and run times of the jobs as a trace, and what was measured of the fleet and of GitLab as
 * empirical distributions. Waits are not part of it, but for the column that tells a reader of the trace how long each job waited.
 *
 * @returns the scenario's file.
 */
export function writeScenario(folder: string, configFile: string, run: RecordedRun): string {
  mkdirSync(folder, { recursive: true });
  copyFileSync(configFile, join(folder, 'fleet.toml'));
  const rows = run.jobs.map(({ arrivedAt, startedAt, endedAt }) => [arrivedAt, endedAt - startedAt, startedAt - arrivedAt].map(seconds).join(','));
  writeFileSync(join(folder, 'jobs.csv'), ['arrival_s,duration_s,observed_wait_s', ...rows, ''].join('\n'));
  const measured = (name: string, values: readonly number[]): { dist: 'empirical'; file: string } => {
    writeFileSync(join(folder, `${name}.txt`), values.map((value) => `${seconds(value)}\n`).join(''));
    return { dist: 'empirical', file: `${name}.txt` };
  };
  const spans = fleetSpans(run);
  // From GitLab's queue to the manager's hand a job takes two requests: the one that brings it, and the first update.
  const latencies = run.jobs.map(({ handedOutAt, receivedAt }) => (receivedAt - handedOutAt) / 2);
  const scenario = {
    version: 1,
    name: 'recorded-run',
    config: 'fleet.toml',
    clock: { horizon: `${Math.ceil(run.end)}ms` },
    workload: [{ trace: { file: 'jobs.csv' } }],
    gitlab: { long_poll: `${longPollMs}ms`, latency: measured('gitlab-latency', latencies) },
    fleet: {
      // The part of a boot after the fleet says that it runs is in the ready command, which cannot end before the instance answers.
      boot: { running: measured('running', spans.running), ready: '0s' },
      ready_command: measured('prepare', spans.prepare),
      connect: measured('connect', spans.connect),
      delete: measured('delete', spans.delete),
      api: { list_latency: measured('list', spans.list) },
    },
  };
  const file = join(folder, 'recorded-run.yaml');
  writeFileSync(file, stringify(scenario));
  return file;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
