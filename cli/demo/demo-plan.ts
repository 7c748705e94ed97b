import type { CoordinatorJobStatus } from '../../adapters/demo-coordinator/coordinator-job.ts';
import type { DemoJob } from '../../adapters/demo-coordinator/demo-job.ts';
import { RandomStream } from '../../sim/random/random-stream.ts';

/** A job of the demo, and what is to become of it. */
export interface PlannedJob extends DemoJob {
  readonly outcome: Extract<CoordinatorJobStatus, 'success' | 'failed' | 'canceled' | 'skipped'>;
  /** Its user cancels it so long after its start, in milliseconds; left out where nobody does. */
  readonly cancelAfterMs?: number;
}

/** A pipeline of the demo. */
export interface PlannedPipeline {
  readonly name: string;
  /** When it is pushed, in milliseconds from the manager's start. */
  readonly atMs: number;
  readonly jobs: readonly PlannedJob[];
}

/** What a plan is made from. */
export interface DemoSize {
  /** In all pipelines together, `fewestJobs` at least. */
  readonly jobs: number;
  readonly seed: number;
}

type Planned = Omit<PlannedJob, 'outcome'> & Partial<Pick<PlannedJob, 'outcome'>>;
/** Draws a pause of so many seconds, as a line of a script. */
type Pause = (least: number, most: number) => string;

const burstAtMs = 5_500;
const cancelAfterMs = 1_500;
const dependencies = { key: 'dependencies', paths: ['deps'] };
const fetchDependencies = 'test -e deps/list || { echo "not in the cache: fetching"; mkdir -p deps; sleep 0.5; date >deps/list; }';

/**
 * The pipelines: one that succeeds by way of artifacts and a cache, one whose test fails, one whose last job is canceled, and a crowd of jobs at once, which is
 * as large as there are jobs left. The seed decides how long jobs take.
 */
export function demoPlan({ jobs, seed }: DemoSize): readonly PlannedPipeline[] {
  const random = new RandomStream(seed, 'demo');
  const pause: Pause = (least, most) => `sleep ${(least + (most - least) * random.next()).toFixed(2)}`;
  const fixed = [pipeline('web', 200, webJobs(pause)), pipeline('api', 900, apiJobs(pause)), pipeline('docs', 1_600, docsJobs(pause))];
  const rest = jobs - countJobs(fixed);
  const crowd = Array.from({ length: rest }, (_, index): Planned => burstJob(index + 1, pause));
  return rest === 0 ? fixed : [...fixed, pipeline('burst', burstAtMs, crowd)];
}

/** Jobs in some pipelines. */
export function countJobs(pipelines: readonly PlannedPipeline[]): number {
  return pipelines.reduce((sum, { jobs }) => sum + jobs.length, 0);
}

/** Jobs that a demo has at least: those beside the crowd. */
export const fewestJobs = 10;

function pipeline(name: string, atMs: number, jobs: readonly Planned[]): PlannedPipeline {
  return { name, atMs, jobs: jobs.map((job) => ({ outcome: 'success', ...job })) };
}

function webJobs(pause: Pause): Planned[] {
  const test = (name: string): Planned => ({ name, stage: 'test', script: ['cat dist/app', `echo "${name}: 12 passed"`, pause(1, 2.5)] });
  return [
    {
      name: 'build',
      stage: 'build',
      script: [fetchDependencies, pause(0.8, 1.6), 'mkdir -p dist', 'echo "built by job $CI_JOB_ID" >dist/app'],
      artifacts: { paths: ['dist'] },
      cache: dependencies,
    },
    test('unit'),
    test('lint'),
    test('browser'),
    { name: 'package', stage: 'package', script: ['tar -cf app.tar dist', pause(0.3, 0.8)], artifacts: { paths: ['app.tar'] } },
  ];
}

function apiJobs(pause: Pause): Planned[] {
  return [
    { name: 'build', stage: 'build', script: [fetchDependencies, pause(0.8, 1.6)], cache: dependencies },
    {
      name: 'test',
      stage: 'test',
      script: [pause(0.5, 1.5), 'echo "expected 200, got 500"', 'exit 1'],
      afterScript: ['echo "after_script runs all the same"'],
      outcome: 'failed',
    },
    { name: 'deploy', stage: 'deploy', script: ['echo never'], outcome: 'skipped' },
  ];
}

function docsJobs(pause: Pause): Planned[] {
  return [
    { name: 'build', stage: 'build', script: [pause(0.5, 1)] },
    {
      name: 'preview',
      stage: 'preview',
      script: ['for second in $(seq 60); do echo "serving the pages for $second s"; sleep 1; done'],
      outcome: 'canceled',
      cancelAfterMs,
    },
  ];
}

function burstJob(number: number, pause: Pause): Planned {
  return { name: `shard-${String(number)}`, stage: 'test', script: [`echo "shard ${String(number)}"`, pause(1.5, 3.5)] };
}
