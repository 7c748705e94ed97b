import type { Interval } from './interval.ts';
import { within } from './interval.ts';
import { spanNames, statisticNames } from './metric.ts';
import type { JobColumns, JobOutcomeName } from './run-record.ts';
import { jobOutcomes } from './run-record.ts';
import { SpanSample } from './span-sample.ts';

/** Values by metric name; null where there was nothing to measure. */
export type MetricValues = Map<string, number | null>;

/** GitLab's own objective for its runners. @remarks Source: ux.md §1.2. */
const promptMs = 120_000;

/** What became of jobs. `interrupted` is the manager's shutdown: not the job's own doing. */
const destiny: Readonly<Record<JobOutcomeName, 'done' | 'failed' | 'lost' | 'timeout' | 'canceled' | 'unfinished'>> = {
  unfinished: 'unfinished',
  success: 'done',
  'script-failure': 'failed',
  'configuration-error': 'failed',
  'system-failure': 'lost',
  'acquire-timeout': 'lost',
  interrupted: 'lost',
  timeout: 'timeout',
  canceled: 'canceled',
};

/** What one pass over the jobs collects. */
interface Sample {
  readonly queue: SpanSample;
  readonly wait: SpanSample;
  readonly run: SpanSample;
  arrivedCount: number;
  promptCount: number;
  neverStartedCount: number;
  coldCount: number;
  readonly byOutcome: number[];
}

/** The metrics of the jobs that arrived in one of the intervals, spans `queue`, `wait` and `run` included. */
export function jobStatistics(jobs: JobColumns, intervals: readonly Interval[]): MetricValues {
  const sample = collect(jobs, intervals);
  const values: MetricValues = new Map();
  const { queue, wait, run } = sample;
  const positiveCount = wait.countAbove(run.mean / 100);
  const spans = { queue: queue.statistics(), wait: wait.statistics(), run: run.statistics() };
  for (const span of spanNames) if (span !== 'boot') for (const name of statisticNames) values.set(`${span}.${name}`, spans[span][name]);
  values.set('wait.slo2m', ratio(sample.promptCount, wait.count + sample.neverStartedCount));
  values.set('wait.share_positive', ratio(positiveCount, wait.count));
  setCounts(values, sample);
  values.set('jobs.cold_share', ratio(sample.coldCount, wait.count));
  return values;
}

function setCounts(values: MetricValues, sample: Sample): void {
  const count = { done: 0, failed: 0, lost: 0, timeout: 0, canceled: 0, unfinished: 0 };
  jobOutcomes.forEach((outcome, index) => (count[destiny[outcome]] += sample.byOutcome[index]!));
  values.set('jobs.arrived', sample.arrivedCount);
  values.set('jobs.done', count.done + count.failed);
  values.set('jobs.failed', count.failed);
  values.set('jobs.lost', count.lost);
  values.set('jobs.lost_rate', ratio(count.lost, sample.arrivedCount));
  values.set('jobs.timeout', count.timeout);
  values.set('jobs.canceled', count.canceled);
  values.set('jobs.unfinished', count.unfinished);
}

function collect(jobs: JobColumns, intervals: readonly Interval[]): Sample {
  const { count, arrivalAt, receivedAt, startedAt, endedAt, outcome, cold } = jobs;
  const sample: Sample = {
    queue: new SpanSample(count),
    wait: new SpanSample(count),
    run: new SpanSample(count),
    arrivedCount: 0,
    promptCount: 0,
    neverStartedCount: 0,
    coldCount: 0,
    byOutcome: jobOutcomes.map(() => 0),
  };
  for (let job = 0; job < count; job++) {
    const arrival = arrivalAt[job]!;
    if (!within(arrival, intervals)) continue;
    sample.arrivedCount++;
    sample.byOutcome[outcome[job]!]!++;
    const received = receivedAt[job]!;
    if (received >= arrival) sample.queue.add(received - arrival);
    const started = startedAt[job]!;
    // NaN compares false: such a job never started.
    if (!(started >= arrival)) {
      const fate = destiny[jobOutcomes[outcome[job]!]!];
      if (fate === 'lost' || fate === 'unfinished') sample.neverStartedCount++;
      continue;
    }
    const wait = started - arrival;
    sample.wait.add(wait);
    if (wait <= promptMs) sample.promptCount++;
    sample.coldCount += cold[job]!;
    const ended = endedAt[job]!;
    if (ended >= started) sample.run.add(ended - started);
  }
  return sample;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
