import { assert, unreachable } from '../assert.ts';
import type { ManagerConfig } from '../config.ts';
import type { EffectSink } from '../effect.ts';
import type { Event, JobOffer } from '../event.ts';
import type { AcquisitionKey, Op } from '../ids.ts';
import type { FailureReason, JobOutcome } from '../job/outcome.ts';
import type { Acquisition } from '../scaling/acquisition.ts';
import { instancesToStore } from '../scaling/instances-to-store.ts';
import { Scaler, type ScalerHost } from '../scaling/scaler.ts';
import type { StoredInstance } from '../scaling/stored-instance.ts';
import { never, neverAsNull, type Ticks } from '../time.ts';
import { AcquireDeadlines } from './acquire-deadlines.ts';
import { AcquisitionTable } from './acquisition-table.ts';
import { FeedGrid } from './feed-grid.ts';
import { Runner } from './runner.ts';
import { Shutdown } from './shutdown.ts';
import type { ManagerSnapshot } from './snapshot.ts';

/**
 * The whole runner manager as one synchronous object: events in, effects out, no clock, no I/O. The simulator and the production driver are its only
 * callers; nothing else decides anything.
 */
export class Manager {
  config: ManagerConfig;
  readonly runners: readonly Runner[];
  /** Workers with an open request or a job in hand. */
  busyWorkers = 0;
  /** Every key from its reservation to its release. */
  readonly acquisitions = new AcquisitionTable();
  readonly shutdown: Shutdown;
  readonly feed: FeedGrid;
  readonly #deadlines = new AcquireDeadlines(this);
  #lastOp: Op = 0;
  /** Keys have numbers of their own: how often a fleet is listed between two jobs does not show in them. */
  #lastKey: AcquisitionKey = 0;
  #at: Ticks = 0;
  #wakeAt: Ticks = never;
  #fullSince: Ticks = never;
  #started = false;
  /** The most jobs that each runner may have in hand. */
  #jobLimits: readonly number[];

  /** `stored` holds, per runner, what state_storage kept of its instances; empty without it. */
  constructor(config: ManagerConfig, stored: readonly (readonly StoredInstance[])[] = []) {
    this.config = config;
    this.#jobLimits = jobLimits(config);
    this.runners = config.runners.map(
      (runner, index) => new Runner(index, runner, new Scaler(runner.autoscaler, config.second, index, this.#host(index), stored[index] ?? [])),
    );
    this.feed = new FeedGrid(this.runners.length, config.checkInterval);
    this.shutdown = new Shutdown(this);
  }

  /** When the caller must send `wake`, as the last `wake` effect said. */
  get wakeAt(): Ticks {
    return this.#wakeAt;
  }

  /** Whether the manager has emitted its last effect. */
  get stopped(): boolean {
    return this.shutdown.stopped;
  }

  /**
   * Takes one event and appends what is to be done to `effects`. Effects are started in order, then the next event comes; nothing re-enters.
   *
   * @throws InvariantError when a rule of the core broke; the state is then not to be used any more.
   */
  step(event: Event, effects: EffectSink): void {
    const { at } = event;
    assert(at >= this.#at, 'time does not run backwards');
    this.#at = at;
    if (this.shutdown.stopped) return;
    this.#dispatch(event, at, effects);
    this.#settle(at, effects);
  }

  /** What state_storage keeps, per runner; nothing of a runner without it. */
  stored(): StoredInstance[][] {
    return this.runners.map(({ scaler }) => instancesToStore(scaler));
  }

  /** The whole state as plain JSON, between any two steps. */
  snapshot(): ManagerSnapshot {
    return {
      at: this.#at,
      lastOp: this.#lastOp,
      lastKey: this.#lastKey,
      wakeAt: neverAsNull(this.#wakeAt),
      fullSince: neverAsNull(this.#fullSince),
      started: this.#started,
      feed: this.feed.save(),
      shutdown: this.shutdown.save(),
      deadlines: this.#deadlines.save(),
      acquisitions: this.acquisitions.values().map((acquisition) => acquisition.save()),
      runners: this.runners.map((runner) => runner.save()),
    };
  }

  /** A manager that goes on where another stood. @param config the `config` of that one. */
  static restore(config: ManagerConfig, saved: ManagerSnapshot): Manager {
    const manager = new Manager(config);
    manager.#at = saved.at;
    manager.#lastOp = saved.lastOp;
    manager.#lastKey = saved.lastKey;
    manager.#wakeAt = saved.wakeAt ?? never;
    manager.#fullSince = saved.fullSince ?? never;
    manager.#started = saved.started;
    manager.feed.restore(saved.feed);
    manager.shutdown.restore(saved.shutdown);
    manager.#deadlines.restore(saved.deadlines);
    for (const [index, runner] of manager.runners.entries()) {
      const state = saved.runners[index];
      assert(state !== undefined, 'a snapshot has every runner of its configuration');
      const acquisitions = saved.acquisitions.filter(({ runner: owner }) => owner === index);
      for (const acquisition of runner.restore(state, acquisitions)) manager.acquisitions.add(acquisition);
    }
    manager.busyWorkers = manager.acquisitions.size;
    return manager;
  }

  /** The number of the next operation. */
  nextOp(): Op {
    return ++this.#lastOp;
  }

  /** Ends a job that has no running machine: its key is released, its worker is free. */
  finish(acquisition: Acquisition, outcome: JobOutcome, at: Ticks, effects: EffectSink): void {
    const { runner, key } = acquisition;
    this.acquisitions.take(key);
    this.#release(acquisition, outcome, at, effects);
    effects.push({ kind: 'finish-job', runner, key, job: acquisition.job as JobOffer, outcome });
  }

  #host(index: number): ScalerHost {
    return {
      nextOp: () => this.nextOp(),
      jobLimit: () => this.#jobLimits[index] as number,
      isEnding: () => this.shutdown.requested,
      isStarved: (at) => {
        const runner = this.runners[index] as Runner;
        return this.#wantsRequest(runner, at) && runner.scaler.refusal() === 'no-available-capacity';
      },
      waits: (acquisition, at) => {
        this.#deadlines.set(acquisition, at);
      },
      closed: (at, effects) => {
        this.shutdown.fleetClosed(at, effects);
      },
    };
  }

  #dispatch(event: Event, at: Ticks, effects: EffectSink): void {
    switch (event.kind) {
      case 'request-answered':
        this.#requestAnswered(event, effects);
        return;
      case 'job-ended':
        this.#jobEnded(event.key, event.outcome, at, effects);
        return;
      case 'wake':
        this.#wakeAt = never;
        this.#wake(at, effects);
        return;
      case 'fleet-listed':
        this.#lastOp += event.unchanged?.count ?? 0;
        this.#owner(event.op).completed(event, effects);
        return;
      case 'fleet-increased':
      case 'fleet-decreased':
      case 'fleet-withdrawn':
      case 'fleet-suspended':
      case 'fleet-resumed':
        this.#owner(event.op).completed(event, effects);
        return;
      case 'instance-prepared':
        this.#owner(event.op).prepared(event.op, event.fault, at, effects);
        return;
      case 'instance-probed':
        this.#owner(event.op).probed(event.op, event.fault, at, effects);
        return;
      case 'instance-refused':
        this.#instanceRefused(event, effects);
        return;
      case 'job-canceled':
        this.stopJob(event.key, 'canceled', at, effects);
        return;
      case 'instance-interrupted': {
        const scaler = this.runners[event.runner]?.scaler;
        const instance = scaler?.provisioner.instance(event.id);
        if (scaler !== undefined && instance !== undefined) scaler.interrupted(instance, at, effects);
        return;
      }
      case 'schedule-changed':
        this.runners[event.runner]?.scaler.scheduleChanged(event.active, effects);
        return;
      case 'started':
        this.#start(at, effects);
        return;
      case 'config-reloaded':
        this.#configure(event.config, at);
        return;
      case 'shutdown-requested':
        this.shutdown.request(event.mode, at, effects);
        return;
      default:
        unreachable(event);
    }
  }

  #start(at: Ticks, effects: EffectSink): void {
    assert(!this.#started, 'a manager starts once');
    this.#started = true;
    this.feed.start(at);
    for (const runner of this.runners) runner.scaler.start(at, effects);
  }

  #configure(config: ManagerConfig, at: Ticks): void {
    assert(config.runners.length === this.runners.length, 'a reload keeps the number of runners');
    this.feed.configure(config.checkInterval, at);
    for (const runner of this.runners) {
      runner.configure(config.runners[runner.index] ?? runner.config);
      runner.scaler.touch();
    }
    this.#jobLimits = jobLimits(config);
    // What a reload does not put in force is not part of the configuration.
    this.config = { ...config, runners: this.runners.map((runner) => ({ ...runner.config, autoscaler: runner.scaler.config })) };
  }

  #owner(op: Op): Scaler {
    const runner = this.runners.find(({ scaler }) => scaler.owns(op));
    assert(runner !== undefined, 'an answer names an operation that is open');
    return runner.scaler;
  }

  #requestAnswered(event: Extract<Event, { kind: 'request-answered' }>, effects: EffectSink): void {
    const { at, job, fault } = event;
    const acquisition = this.#acquisition(event.op);
    const runner = this.runners[acquisition.runner] as Runner;
    runner.requestCount--;
    this.#lastKey += event.fruitless;
    if (job === null) {
      if (fault === null) runner.limit.answered(false, event.retried, 1 + event.fruitless, at);
      else if (runner.limit.failed(fault, event.retried, at))
        runner.scaler.decided({ kind: 'back-off', what: 'requests', until: runner.limit.pausedUntil }, effects);
      // The end of a burst is seen by the evaluation that the dropped key asks for.
      runner.scaler.slots.unreserve(acquisition);
      runner.scaler.streak = 0;
      this.acquisitions.take(acquisition.key);
      this.busyWorkers--;
      return;
    }
    runner.limit.answered(true, event.retried, 1, at);
    runner.scaler.streak = at - acquisition.requestedAt < this.config.second ? runner.scaler.streak + 1 : 0;
    runner.jobCount++;
    runner.scaler.slots.accept(acquisition, job, at, effects);
    if (this.shutdown.mode === 'forceful') this.stopJob(acquisition.key, 'interrupted', at, effects);
    else if (!runner.config.strictCheckInterval) this.#request(runner, at, effects);
  }

  #jobEnded(key: AcquisitionKey, outcome: JobOutcome, at: Ticks, effects: EffectSink): void {
    const acquisition = this.acquisitions.take(key);
    assert(acquisition !== undefined, 'an answer names a key that is in use');
    this.#release(acquisition, outcome, at, effects);
  }

  #release(acquisition: Acquisition, outcome: JobOutcome, at: Ticks, effects: EffectSink): void {
    const runner = this.runners[acquisition.runner] as Runner;
    this.busyWorkers--;
    runner.jobCount--;
    runner.scaler.slots.release(acquisition, outcome.instanceFault, at, effects);
  }

  #instanceRefused(event: Extract<Event, { kind: 'instance-refused' }>, effects: EffectSink): void {
    const { at } = event;
    const acquisition = this.#acquisition(event.key);
    if (acquisition.stage !== 'acquired') return;
    acquisition.tryCount++;
    this.#scalerOf(acquisition).slots.refused(acquisition, event.fault, at, effects);
  }

  #scalerOf(acquisition: Acquisition): Scaler {
    return (this.runners[acquisition.runner] as Runner).scaler;
  }

  /** Stops a job wherever it stands: its machine is told, or it ends at once when it has none. */
  stopJob(key: AcquisitionKey, cause: 'canceled' | 'interrupted' | 'no-instance', at: Ticks, effects: EffectSink): void {
    const acquisition = this.acquisitions.get(key);
    if (acquisition === undefined || acquisition.job === null || acquisition.stage === 'stopping') return;
    if (!acquisition.started) {
      const reason: FailureReason = cause === 'canceled' ? 'job_canceled' : cause === 'interrupted' ? 'runner_interrupted' : 'runner_system_failure';
      this.finish(acquisition, { state: 'failed', reason, exitCode: null, instanceFault: null }, at, effects);
      return;
    }
    if (acquisition.stage === 'waiting') this.#scalerOf(acquisition).slots.abandon(acquisition);
    effects.push({ kind: 'stop-job', runner: acquisition.runner, key, cause });
  }

  /** Stops every job in hand. */
  stopJobs(at: Ticks, effects: EffectSink): void {
    for (const { key } of this.acquisitions.values()) this.stopJob(key, 'interrupted', at, effects);
  }

  #acquisition(key: AcquisitionKey): Acquisition {
    const acquisition = this.acquisitions.get(key);
    assert(acquisition !== undefined, 'an answer names a key that is in use');
    return acquisition;
  }

  // --- time and requests

  #wake(at: Ticks, effects: EffectSink): void {
    if (this.#deadlines.nextAt <= at) this.#deadlines.wake(at, effects);
    for (const { scaler } of this.runners) if (scaler.wakeAt <= at) scaler.wake(at, effects);
    for (const runner of this.runners) {
      if (!this.feed.isTurnOf(runner.index, at) || !this.#wantsRequest(runner, at) || runner.scaler.refusal() !== null) continue;
      this.feed.take(runner.index, at);
      this.#request(runner, at, effects);
    }
    this.shutdown.wake(at, effects);
  }

  #wantsRequest(runner: Runner, at: Ticks): boolean {
    return this.#started && !this.isFull && !this.shutdown.requested && runner.hasRequestRoom(at);
  }

  /** Reserves a place and asks for a job, if everything allows it. */
  #request(runner: Runner, at: Ticks, effects: EffectSink): void {
    const { scaler } = runner;
    if (!this.#wantsRequest(runner, at) || scaler.refusal() !== null) return;
    runner.limit.begin(at);
    const key = ++this.#lastKey;
    const acquisition = scaler.slots.reserve(key, at);
    this.acquisitions.add(acquisition);
    this.busyWorkers++;
    runner.requestCount++;
    const inert = this.isInert(runner);
    const phase = inert ? this.feed.nextTurn(runner.index, at) : at;
    effects.push({ kind: 'request-job', op: key, runner: runner.index, key, inert, full: this.isFull, phase, every: this.feed.period });
  }

  /** Whether no worker is free. */
  get isFull(): boolean {
    return this.busyWorkers >= this.config.concurrent;
  }

  /** Whether an empty answer to the only open request of a runner would change nothing but counters, and the next request would follow at its turn. */
  isInert({ scaler, requestCount, limit }: Runner): boolean {
    if (this.runners.length > 1 || this.shutdown.requested) return false;
    if (requestCount > 1 || limit.allowed > 1 || scaler.refusal(1) !== null) return false;
    return scaler.streak === 0 && scaler.pool.withdrawnFree === 0 && !scaler.config.upstream.requiredFormula && !scaler.config.reservationThrottling;
  }

  /** After every event: the feeder moves on where a worker came free, refusals are said once, the timer is set. */
  #settle(at: Ticks, effects: EffectSink): void {
    if (!this.isFull && this.#fullSince !== never) {
      const turn = this.feed.unblock(this.#fullSince, at);
      this.#fullSince = never;
      // A free worker makes a runner in the middle of a burst want jobs, and with them instances, again.
      for (const { scaler } of this.runners) if (scaler.streak > 0) scaler.touch();
      if (turn !== null) this.#request(this.runners[turn] as Runner, at, effects);
    }
    if (this.isFull && this.#fullSince === never) this.#fullSince = at;
    this.shutdown.settle(at, effects);
    this.#setTimer(at, effects);
  }

  #setTimer(at: Ticks, effects: EffectSink): void {
    this.#deadlines.forgetServed();
    let wakeAt = Math.min(this.#deadlines.nextAt, this.shutdown.wakeAt);
    for (const runner of this.runners) {
      const { scaler } = runner;
      scaler.settle(at, effects);
      wakeAt = Math.min(wakeAt, scaler.wakeAt);
      if (!this.#wantsRequest(runner, at)) {
        this.feed.waive(runner.index);
        if (at < runner.limit.pausedUntil) wakeAt = Math.min(wakeAt, runner.limit.pausedUntil);
        continue;
      }
      const refusal = scaler.refusal();
      if (refusal === null) wakeAt = Math.min(wakeAt, this.feed.awaitTurn(runner.index, at));
      else this.feed.waive(runner.index);
      if (refusal !== null && refusal !== runner.refusal) scaler.decided({ kind: 'refuse-reservation', reason: refusal, inputs: scaler.inputs(at) }, effects);
      runner.refusal = refusal;
    }
    if (wakeAt === this.#wakeAt) return;
    this.#wakeAt = wakeAt;
    if (wakeAt !== never) effects.push({ kind: 'wake', at: wakeAt });
  }
}

function jobLimits({ concurrent, runners }: ManagerConfig): number[] {
  return runners.map(({ limit }) => (limit > 0 ? Math.min(limit, concurrent) : concurrent));
}
