import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { AcquisitionKey, RunnerIndex } from '../../core/ids.ts';
import type { JobOutcome } from '../../core/job/outcome.ts';
import type { Ticks } from '../../core/time.ts';
import { exceedsThreshold } from './exceeds-threshold.ts';
import type { ManagerView } from './manager-view.ts';
import { runnerLabels, type MeteredRunner } from './metered-runner.ts';

/** What a job request's answer says of the queue that the job came from. */
export interface QueueFacts {
  /** How long the job queued; null where the answer does not say. */
  readonly queuedSeconds: number | null;
  /** The project's running jobs, in GitLab's words (`3`, `+Inf`). */
  readonly projectJobsRunning: string;
  readonly queueSize: number | null;
  readonly queueDepth: number | null;
}

const runner = ['runner', 'runner_name', 'system_id'] as const;
/** Jobs run as scripts; the steps runner has no part in the instance executor. */
const mode = 'traditional';
const durationBuckets = [30, 60, 300, 600, 1800, 3600, 7200, 10_800, 18_000, 36_000];
const shortBuckets = [1, 3, 10, 30, 60, 120, 300, 900, 1800, 3600];

/** The metrics of jobs: those in hand, those that ended, and the queue that they came from. @remarks Source: ux.md §6.1. */
export class JobMetrics {
  readonly #view: ManagerView;
  readonly #defaultZone: string;
  readonly #total;
  readonly #failed;
  readonly #processingFailures;
  readonly #modes;
  readonly #duration;
  readonly #queueDuration;
  readonly #queueSize;
  readonly #queueDepth;
  readonly #exceeded;
  readonly #stageDuration;
  readonly #asked = new Map<AcquisitionKey, RunnerIndex>();
  readonly #received = new Map<AcquisitionKey, { readonly runner: RunnerIndex; readonly at: Ticks }>();

  constructor(view: ManagerView, registry: Registry, defaultZone: string) {
    this.#view = view;
    this.#defaultZone = defaultZone;
    const registers = [registry];
    jobsInHand(view, registry);
    this.#total = new Counter({ name: 'gitlab_runner_jobs_total', help: 'Jobs received', labelNames: runner, registers });
    this.#failed = new Counter({
      name: 'gitlab_runner_failed_jobs_total',
      help: 'Failed jobs by reason',
      labelNames: ['runner', 'runner_name', 'failure_reason', 'mode'],
      registers,
    });
    this.#processingFailures = new Counter({
      name: 'gitlab_runner_worker_processing_failures_total',
      help: 'Turns of a runner that came to nothing: no free slot for a request, or a job that failed',
      labelNames: ['failure_type', ...runner],
      registers,
    });
    this.#modes = new Counter({
      name: 'gitlab_runner_job_execution_mode_total',
      help: 'Jobs by mode and executor',
      labelNames: ['mode', 'executor'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'gitlab_runner_job_duration_seconds',
      help: 'Time from the receipt of a job to its end',
      labelNames: [...runner, 'mode'],
      buckets: durationBuckets,
      registers,
    });
    this.#queueDuration = new Histogram({
      name: 'gitlab_runner_job_queue_duration_seconds',
      help: 'Time that jobs queued in GitLab',
      labelNames: [...runner, 'project_jobs_running'],
      buckets: shortBuckets,
      registers,
    });
    this.#queueSize = new Gauge({
      name: 'gitlab_runner_job_queue_size',
      help: 'Length of the queue that the last job came from',
      labelNames: runner,
      registers,
    });
    this.#queueDepth = new Gauge({
      name: 'gitlab_runner_job_queue_depth',
      help: 'How deep in its queue the last job was found',
      labelNames: runner,
      registers,
    });
    this.#exceeded = new Counter({
      name: 'gitlab_runner_acceptable_job_queuing_duration_exceeded_total',
      help: 'Jobs that queued longer than job_queuing_durations find acceptable',
      labelNames: runner,
      registers,
    });
    this.#stageDuration = new Histogram({
      name: 'gitlab_runner_job_stage_duration_seconds',
      help: 'Time of each stage of a job',
      labelNames: [...runner, 'stage'],
      buckets: shortBuckets,
      registers,
    });
    view.runners.forEach((metered) => this.#begin(metered));
  }

  /** Takes one step of the core. */
  observe(event: Event, effects: readonly Effect[]): void {
    if (event.kind === 'request-answered') this.#answered(event.op, event.job !== null, event.at);
    if (event.kind === 'job-ended') this.#end(event.key, event.outcome, event.at);
    for (const effect of effects) {
      if (effect.kind === 'request-job') this.#asked.set(effect.key, effect.runner);
      else if (effect.kind === 'finish-job') this.#end(effect.key, effect.outcome, event.at);
      else if (effect.kind === 'decided' && effect.decision.kind === 'refuse-reservation' && effect.decision.reason !== 'shutting-down')
        this.#processingFailures.inc({ failure_type: 'no_free_executor', ...runnerLabels(this.#runner(effect.runner)) });
    }
  }

  /** Takes what GitLab says of the queue along with a job. @param receivedAtMs milliseconds since 1970 in UTC. */
  received(index: RunnerIndex, { queuedSeconds, projectJobsRunning, queueSize, queueDepth }: QueueFacts, receivedAtMs: number): void {
    const metered = this.#runner(index);
    const labels = runnerLabels(metered);
    if (queueSize !== null) this.#queueSize.set(labels, queueSize);
    if (queueDepth !== null) this.#queueDepth.set(labels, queueDepth);
    if (queuedSeconds === null) return;
    this.#queueDuration.observe({ ...labels, project_jobs_running: projectJobsRunning }, queuedSeconds);
    const wait = { receivedAtMs, queuedMs: queuedSeconds * 1000, projectJobsRunning, defaultZone: this.#defaultZone };
    if (exceedsThreshold(metered.queuingThresholds, wait)) this.#exceeded.inc(labels);
  }

  /** A stage of a job ended; counted where the runner's feature flag asks for it. */
  stageEnded(index: RunnerIndex, stage: string, seconds: number): void {
    const metered = this.#runner(index);
    if (metered.exportsStages) this.#stageDuration.observe({ ...runnerLabels(metered), stage }, seconds);
  }

  /** Series that exist before anything has happened: a rate over a series that appears with its first event misses that event. */
  #begin(metered: MeteredRunner): void {
    const labels = runnerLabels(metered);
    this.#total.inc(labels, 0);
    this.#exceeded.inc(labels, 0);
    this.#queueSize.set(labels, 0);
    this.#queueDepth.set(labels, 0);
    this.#duration.zero({ ...labels, mode });
    this.#modes.inc({ mode, executor: 'instance' }, 0);
    for (const failure_type of ['other', 'no_free_executor', 'job_failure']) this.#processingFailures.inc({ failure_type, ...labels }, 0);
  }

  #answered(key: AcquisitionKey, hasJob: boolean, at: Ticks): void {
    const index = this.#asked.get(key);
    this.#asked.delete(key);
    if (index === undefined || !hasJob) return;
    this.#received.set(key, { runner: index, at });
    this.#total.inc(runnerLabels(this.#runner(index)));
    this.#modes.inc({ mode, executor: 'instance' });
  }

  #end(key: AcquisitionKey, { state, reason }: JobOutcome, at: Ticks): void {
    const received = this.#received.get(key);
    if (received === undefined) return;
    this.#received.delete(key);
    const labels = runnerLabels(this.#runner(received.runner));
    const { runner: token, runner_name } = labels;
    this.#duration.observe({ ...labels, mode }, (at - received.at) / this.#view.manager.config.second);
    if (state === 'success') return;
    this.#failed.inc({ runner: token, runner_name, failure_reason: reason ?? 'unknown_failure', mode });
    this.#processingFailures.inc({ failure_type: 'job_failure', ...labels });
  }

  #runner(index: RunnerIndex): MeteredRunner {
    return this.#view.runners[index] as MeteredRunner;
  }
}

/** Jobs by state and stage, and for every runner a series `idle` that is always 0, so that the metric exists while nothing runs. */
function jobsInHand(view: ManagerView, registry: Registry): void {
  new Gauge({
    name: 'gitlab_runner_jobs',
    help: 'Jobs in hand',
    labelNames: [...runner, 'state', 'stage', 'executor_stage'],
    registers: [registry],
    collect() {
      this.reset();
      for (const metered of view.runners) this.set({ ...runnerLabels(metered), state: 'idle', stage: 'idle', executor_stage: 'idle' }, 0);
      for (const { runner: index, state, stage, executorStage } of view.jobs())
        this.inc({ ...runnerLabels(view.runners[index] as MeteredRunner), state, stage, executor_stage: executorStage });
    },
  });
}
