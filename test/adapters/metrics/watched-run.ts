import { join } from 'node:path';
import { ManagerMetrics } from '../../../adapters/metrics/manager-metrics.ts';
import type { ManagerView } from '../../../adapters/metrics/manager-view.ts';
import type { MeteredRunner } from '../../../adapters/metrics/metered-runner.ts';
import { RecentDecisions } from '../../../adapters/metrics/recent-decisions.ts';
import type { RunningJob } from '../../../adapters/metrics/running-job.ts';
import { loadScenario } from '../../../cli/load-scenario.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import { Manager } from '../../../core/manager/manager.ts';
import type { RunRecord } from '../../../sim/measure/run-record.ts';
import { simulate } from '../../../sim/simulate.ts';
import { root } from '../../house/repository.ts';

/** A runner as metrics name it. */
export const metered: MeteredRunner = {
  token: 'peer_shel',
  name: 'small',
  systemId: 's_0123456789ab',
  buckets: { creation: [], isRunning: [], deletion: [], readiness: [], life: [] },
  queuingThresholds: [],
  exportsStages: true,
};

/** What was watched while a simulation ran. */
export interface WatchedRun {
  readonly record: RunRecord;
  readonly metrics: ManagerMetrics;
  readonly view: ManagerView;
  readonly decisions: RecentDecisions;
}

interface Watching {
  readonly metrics: ManagerMetrics;
  readonly view: ManagerView & { at: number };
  readonly decisions: RecentDecisions;
}

/** Plays a scenario with the metrics at the place where the driver has them. @param until stops there, in milliseconds. */
export function watchRun(scenario: string, { until = Number.POSITIVE_INFINITY, set = [] as readonly string[], runner = metered } = {}): WatchedRun {
  const file = scenario.endsWith('.yaml') ? scenario : join(root, 'scenarios', `${scenario}.yaml`);
  const settings = set.map((text) => ({ path: text.slice(0, text.indexOf('=')), text: text.slice(text.indexOf('=') + 1) }));
  const { ready, findings } = loadScenario(file, settings, { readStdin: () => '' });
  if (ready === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  let watching: Watching | null = null;
  const record = simulate(ready.plan, 1, {
    createManager(config, stored) {
      const manager = new Manager(config, stored);
      watching ??= watch(manager, runner);
      return manager;
    },
    onStep(event, effects) {
      step(watching as unknown as Watching, event, effects);
    },
    // Looked at every few thousand steps: the run ends soon after.
    shouldStop: () => (watching?.view.at ?? 0) > until,
  });
  return { record, ...(watching as unknown as Watching) };
}

function watch(manager: Manager, runner: MeteredRunner): Watching {
  const view: Watching['view'] = { manager, runners: manager.runners.map(() => runner), at: 0, now: () => view.at, jobs: () => jobsOf(manager) };
  const metrics = new ManagerMetrics(view, { version: { version: '1.2.3', revision: 'abcdef12', builtAt: '' }, defaultZone: 'UTC' });
  return { metrics, view, decisions: new RecentDecisions() };
}

function step({ metrics, view, decisions }: Watching, event: Event, effects: readonly Effect[]): void {
  view.at = event.at;
  metrics.observe(event, effects);
  decisions.observe(event.at, effects);
}

function* jobsOf(manager: Manager): Iterable<RunningJob> {
  for (const { job, runner, receivedAt, instance } of manager.acquisitions.values()) {
    if (job === null) continue;
    const stage = instance === null ? 'prepare_executor' : 'step_script';
    const url = `https://gitlab.example.com/group/<project>/-/jobs/${job.id}`;
    yield { runner, id: job.id, url, state: 'running', stage, executorStage: 'instance_run', receivedAt, instance: instance?.id ?? null };
  }
}

/** One sample of an exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format, as Prometheus does. */
export function samples(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
      return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value.replace('+Inf', 'Infinity')) };
    });
}

/** The sum over all samples of that name whose labels have these values. */
export function total(from: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  const matching = from.filter((sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value));
  if (matching.length === 0) throw new Error(`no series ${name} ${JSON.stringify(labels)}`);
  return matching.reduce((sum, { value }) => sum + value, 0);
}
