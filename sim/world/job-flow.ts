import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { JobEvent } from '../../core/job/job-event.ts';
import type { FailureReason, JobOutcome } from '../../core/job/outcome.ts';
import { eventKind } from '../engine/event-kind.ts';
import { Handles } from '../engine/handles.ts';
import type { ErrorKind } from '../measure/error-kind.ts';
import type { LevelArea } from '../measure/level-tracker.ts';
import { jobOutcomes, type JobOutcomeName } from '../measure/run-record.ts';
import type { JobModel } from '../scenario/workload-stream.ts';
import type { DependentJobs } from '../workload/dependent-jobs.ts';
import { ClosedUsers } from './closed-users.ts';
import type { CloudInstance } from './cloud-instance.ts';
import { Dependents } from './dependents.ts';
import { isImageAllowed } from './image-glob.ts';
import { jobPhase } from './job-phase.ts';
import type { JobRun } from './job-run.ts';
import { JobRuns, type RunWorld } from './job-runs.ts';
import { RequestDesk } from './request-desk.ts';
import type { World } from './world.ts';

/** The life of every job: it arrives, waits at the coordinator, is delivered, runs, ends, is perhaps run again. */
export class JobFlow implements RunWorld {
  readonly desk: RequestDesk;
  readonly runs: JobRuns;
  readonly users: ClosedUsers;
  readonly queueAtArrival = { sum: 0, count: 0 };
  /** Jobs that have arrived and not ended. */
  unfinished = 0;
  readonly #world: World;
  readonly #dependents: Dependents | null;
  readonly #steps = new Handles<{ readonly run: JobRun; readonly version: number; readonly event: JobEvent }>();
  readonly #timers = new Handles<{ readonly run: JobRun; readonly version: number }>();
  readonly #queued: LevelArea;
  readonly #delivering: LevelArea;
  readonly #pending: LevelArea;
  readonly #preparing: LevelArea;
  readonly #running: LevelArea;
  readonly #models: readonly JobModel[];

  constructor(world: World, dependents: DependentJobs | null) {
    const { scenario, manager } = world.plan;
    this.#world = world;
    this.desk = new RequestDesk(world);
    this.users = new ClosedUsers(world);
    this.#dependents = dependents === null ? null : new Dependents(world, dependents);
    const { areas } = world.levels;
    this.#queued = areas.queued;
    this.#delivering = areas.delivering;
    this.#pending = areas.pending;
    this.#preparing = areas.preparing;
    this.#running = areas.running;
    this.#models = scenario.streams.map(({ job }) => job);
    const configs = manager.runners.map(({ job }) => job);
    const allowed = (runner: number, image: string): boolean => isImageAllowed(image, configs[runner]?.allowedImages ?? []);
    this.runs = new JobRuns(this, world.jobs, scenario.fleet, scenario.streams, configs, allowed, world.seed, world.options.unfold ?? false);
  }

  get now(): number {
    return this.#world.now;
  }

  /** A job arrives: an event of its own. */
  arrive(job: number): void {
    this.#arrive(job, true);
  }

  /** A job comes that others had to end for. */
  follow(dependent: number): void {
    if (this.#dependents !== null) this.#arrive(this.#dependents.submit(dependent), true);
  }

  #arrive(job: number, alone: boolean): void {
    const { jobs, now, warmup, horizon, events } = this.#world;
    this.unfinished++;
    if (now >= warmup && now < horizon) {
      this.queueAtArrival.sum += this.desk.coordinator.queued;
      this.queueAtArrival.count++;
    }
    const cancelAfter = jobs.cancelAfter?.[job] ?? Number.POSITIVE_INFINITY;
    if (cancelAfter !== Number.POSITIVE_INFINITY) events.push(now + cancelAfter, eventKind.jobCanceled, job);
    this.desk.arrive(job, alone && this.#world.isQuiet);
  }

  /** A user cancels a job, wherever it stands. */
  canceled(job: number): void {
    const { phase, key } = this.#world.jobs;
    switch (phase[job]) {
      case jobPhase.queued:
        this.desk.coordinator.cancel(job);
        this.end(job, 'canceled');
        return;
      case jobPhase.delivering:
        this.end(job, 'canceled');
        return;
      case jobPhase.pending:
      case jobPhase.preparing:
      case jobPhase.running:
        this.#world.tell({ kind: 'job-canceled', at: this.now, key: key[job] as number });
        return;
      default:
    }
  }

  start(effect: Extract<Effect, { kind: 'start-job' }>): void {
    const cloud = this.#cloudOf(effect);
    const { jobs, instances } = this.#world;
    const { instance, job } = effect;
    instances.used(cloud.row, instance.useCount);
    // All slots of a new instance are given to jobs that waited for it.
    const isFresh = instance.useCount === instance.acquiredCount;
    if (isFresh && instance.readyAt > (jobs.arrivalAt[job.id] as number)) jobs.cold[job.id] = 1;
    this.runs.start(effect, cloud);
  }

  rebind(effect: Extract<Effect, { kind: 'rebind-job' }>): void {
    const cloud = this.#cloudOf(effect);
    this.#world.instances.used(cloud.row, effect.instance.useCount);
    this.runs.rebind(effect, cloud);
  }

  /** A job ended without ever having a machine. */
  finished(effect: Extract<Effect, { kind: 'finish-job' }>): void {
    const { reason } = effect.outcome;
    this.end(effect.job.id, reason === 'runner_system_failure' ? 'acquire-timeout' : outcomeName(effect.outcome));
  }

  /** The manager is gone: its jobs are lost, its requests are closed. */
  managerGone(): void {
    this.desk.closeAll();
    this.runs.abandonAll();
    const { jobs } = this.#world;
    // Retried jobs stand behind all arrivals, so no row may be left out.
    for (let job = 0; job < jobs.count; job++) if (jobs.phase[job] === jobPhase.pending) this.end(job, 'system-failure');
  }

  /** Moves a job to another place; what it spent in the last one is counted where it waited there. */
  setPhase(job: number, phase: number): void {
    const { jobs, now } = this.#world;
    const last = jobs.phase[job] as number;
    jobs.phase[job] = phase;
    // The columns of a job that started long ago are far away in memory, so they are looked at only where they are needed.
    if (isWaiting(last)) {
      this.#leave(job, last, now);
      this.#countWaiting(job, last, -1);
    }
    if (isWaiting(phase)) {
      jobs.phaseSince[job] = now;
      this.#countWaiting(job, phase, 1);
    }
  }

  #countWaiting(job: number, phase: number, by: number): void {
    if (!this.#isCounted(job)) return;
    const { causes } = this.#world;
    if (phase === jobPhase.queued) causes.queued += by;
    else if (phase === jobPhase.delivering) causes.delivering += by;
    else causes.pending += by;
  }

  /** At the end of a run: counts the waiting of the jobs that still wait, and what the others ran. */
  finish(): void {
    const { jobs, now } = this.#world;
    for (let job = 0; job < jobs.count; job++) {
      const phase = jobs.phase[job] as number;
      if (isWaiting(phase)) this.#leave(job, phase, now);
      // NaN, where one of the two never came, is no interval.
      else this.#running.interval(jobs.startedAt[job] as number, jobs.endedAt[job] as number);
    }
  }

  #leave(job: number, phase: number, now: number): void {
    const since = this.#world.jobs.phaseSince[job] as number;
    if (since === now) return;
    if (phase === jobPhase.queued) this.#queued.interval(since, now);
    else if (phase === jobPhase.delivering) this.#delivering.interval(since, now);
    else this.#pending.interval(since, now);
  }

  /** A job has ended for good; GitLab may run the same work again. */
  end(job: number, outcome: JobOutcomeName): void {
    this.setPhase(job, jobPhase.ended);
    this.#conclude(job, outcome);
  }

  #conclude(job: number, outcome: JobOutcomeName): void {
    const { jobs, now } = this.#world;
    jobs.endedAt[job] = now;
    jobs.outcome[job] = jobOutcomes.indexOf(outcome);
    this.unfinished--;
    if (outcome === 'acquire-timeout') this.#world.count('acquire_timeout');
    if (this.#retry(job, outcome)) return;
    this.users.jobEnded(jobs, job);
    this.#dependents?.ended(job);
  }

  /** Arrival of the job that has waited longest for a slot; now when none waits. */
  waitingSince(): number {
    const { jobs, manager, now } = this.#world;
    const head = this.desk.coordinator.longestQueued;
    let since = head < 0 ? now : (jobs.arrivalAt[head] as number);
    for (const { scaler } of manager?.runners ?? []) {
      const job = scaler.pool.waiting.first?.job;
      if (job !== null && job !== undefined) since = Math.min(since, jobs.arrivalAt[job.id] as number);
    }
    return since;
  }

  // --- what running jobs ask of the world

  scheduleEnd(at: number, payload: number): void {
    this.#world.events.push(at, eventKind.jobEnds, payload);
  }

  scheduleStep(at: number, run: JobRun, version: number, event: JobEvent): void {
    this.#world.events.push(at, eventKind.jobStep, this.#steps.put({ run, version, event }));
  }

  scheduleTimer(at: number, run: JobRun, version: number): void {
    this.#world.events.push(at, eventKind.jobTimer, this.#timers.put({ run, version }));
  }

  stepped(handle: number): void {
    const { run, version, event } = this.#steps.take(handle);
    this.runs.step(run, version, event);
  }

  timed(handle: number): void {
    const { run, version } = this.#timers.take(handle);
    this.runs.timer(run, version);
  }

  tell(event: Event): void {
    this.#world.tell(event);
  }

  preparing(run: JobRun): void {
    run.preparingSince = this.now;
    run.counted = this.#isCounted(run.job);
    this.setPhase(run.job, jobPhase.preparing);
  }

  prepared(run: JobRun, at: number): void {
    const { jobs } = this.#world;
    if (jobs.phase[run.job] !== jobPhase.preparing) return;
    this.#addPreparing(run, at);
    jobs.startedAt[run.job] = at;
    this.setPhase(run.job, jobPhase.running);
    this.#world.faults.checkRecovery();
  }

  completed(run: JobRun, outcome: JobOutcome): void {
    const { jobs } = this.#world;
    this.#addPreparing(run, run.firstStageAt);
    jobs.startedAt[run.job] = run.firstStageAt;
    this.#world.faults.checkRecovery();
    // It was being prepared, so nothing of its past is looked at: that would be the slowest part of its end.
    jobs.phase[run.job] = jobPhase.ended;
    this.#conclude(run.job, outcomeName(outcome));
  }

  waiting(run: JobRun): void {
    this.#addPreparing(run, this.now);
    this.setPhase(run.job, jobPhase.pending);
  }

  ended(run: JobRun, outcome: JobOutcome): void {
    if (this.#world.jobs.phase[run.job] === jobPhase.preparing) this.#addPreparing(run, this.now);
    this.end(run.job, outcomeName(outcome));
  }

  count(error: ErrorKind): void {
    this.#world.count(error);
  }

  /** Whether a job's waiting belongs to the statistics. */
  #isCounted(job: number): boolean {
    const { jobs, warmup, horizon } = this.#world;
    const arrivalAt = jobs.arrivalAt[job] as number;
    return arrivalAt >= warmup && arrivalAt < horizon;
  }

  #addPreparing(run: JobRun, until: number): void {
    if (until === run.preparingSince) return;
    this.#preparing.interval(run.preparingSince, until);
    if (run.counted) this.#world.causes.prepared(until - run.preparingSince);
  }

  #cloudOf(effect: Extract<Effect, { kind: 'start-job' | 'rebind-job' }>): CloudInstance {
    const cloud = this.#world.fleet.cloudOf(effect.runner, effect.instance);
    if (cloud === undefined) throw new TypeError(`the fleet has never had an instance ${effect.instance.id}`);
    return cloud;
  }

  /** Runs the work of a failed job again where the scenario says so. */
  #retry(job: number, outcome: JobOutcomeName): boolean {
    const reason = retryReason(outcome);
    if (reason === null) return false;
    const { jobs, now, horizon } = this.#world;
    const { retry } = this.#models[jobs.stream[job] as number] as JobModel;
    const retried = jobs.retried[job] as number;
    if (retried >= retry.max || now >= horizon || !retry.on.some((on) => on === 'always' || on === reason)) return false;
    const next = jobs.add({
      arrivalAt: now,
      duration: jobs.duration[job] as number,
      stream: jobs.stream[job] as number,
      failed: jobs.failed[job] as number,
      cancelAfter: Number.POSITIVE_INFINITY,
      retried: retried + 1,
      owner: jobs.owner[job] as number,
    });
    this.#dependents?.retried(job, next);
    this.#arrive(next, false);
    return true;
  }
}

/** Whether a job waits there for a request, for its answer or for a slot. */
function isWaiting(phase: number): boolean {
  return phase === jobPhase.queued || phase === jobPhase.delivering || phase === jobPhase.pending;
}

const names: Record<FailureReason, JobOutcomeName> = {
  script_failure: 'script-failure',
  runner_system_failure: 'system-failure',
  job_execution_timeout: 'timeout',
  job_canceled: 'canceled',
  runner_interrupted: 'interrupted',
  runner_configuration_error: 'configuration-error',
};

function outcomeName({ state, reason }: JobOutcome): JobOutcomeName {
  return state === 'success' || reason === null ? 'success' : names[reason];
}

function retryReason(outcome: JobOutcomeName): 'script_failure' | 'runner_system_failure' | 'job_execution_timeout' | null {
  switch (outcome) {
    case 'script-failure':
      return 'script_failure';
    case 'system-failure':
    case 'acquire-timeout':
    case 'interrupted':
      return 'runner_system_failure';
    case 'timeout':
      return 'job_execution_timeout';
    default:
      return null;
  }
}
