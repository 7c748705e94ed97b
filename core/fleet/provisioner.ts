import { assert } from '../assert.ts';
import type { EffectSink } from '../effect.ts';
import type { UnchangedListings } from '../event.ts';
import type { Fault } from '../fault.ts';
import type { InstanceId, Op, RunnerIndex } from '../ids.ts';
import type { RemovalReason } from '../removal-reason.ts';
import { never, neverAsNull, type Ticks } from '../time.ts';
import { restingLane } from './call-lane.ts';
import { type FleetAnswer, FleetCalls } from './fleet-calls.ts';
import type { Instance, ProviderState } from './instance.ts';
import { nextTurnAt } from './next-turn.ts';
import type { ProvisionerObserver } from './provisioner-observer.ts';
import type { ProvisionerOptions } from './provisioner-options.ts';
import type { ProvisionerOwner } from './provisioner-owner.ts';
import type { ProvisionerPhase, ProvisionerState } from './provisioner-state.ts';
import { Resumptions } from './resumptions.ts';
import { ToldPlaces } from './told-places.ts';

/** Listings tried at the start before the real component gives up. @remarks Source: semantics.md §2.12, Init. */
const startTries = 5;

/**
 * Keeps the books of one fleet: asks for the instances that are requested, has the removed ones deleted, and learns from listings what became
 * of them.
 *
 * A loop of `removal → listing → withdrawal → suspension → provisioning → wait`, one call at a time, so that Decreases go out before Increases.
 * It has no clock: answers and wakes carry it on, and waits are computed, not ticked.
 *
 * @remarks Source: semantics.md §2.12; each deviation is switched off by `ProvisionerOptions.upstream`.
 */
export class Provisioner {
  readonly #options: ProvisionerOptions;
  readonly #owner: ProvisionerOwner;
  readonly #observer: ProvisionerObserver | null;
  readonly #runner: RunnerIndex;
  readonly #calls: FleetCalls;
  readonly #resumptions: Resumptions;
  /** The calls of the loop, and those of the shutdown. */
  readonly #loop = restingLane();
  readonly #shutdown = restingLane();
  readonly #wait: { startedAt: Ticks; since: Ticks; readonly step: Ticks };
  #phase: ProvisionerPhase = 'new';
  #failedStarts = 0;
  #waiting = false;
  #turnAt: Ticks = never;
  #closing = false;
  #removalRounds = 0;
  /** When the shutdown looks whether its Decreases have worked. */
  #roundAt: Ticks = never;
  readonly #told = new ToldPlaces();

  constructor(options: ProvisionerOptions, owner: ProvisionerOwner, nextOp: () => Op, runner: RunnerIndex, observer: ProvisionerObserver | null = null) {
    this.#options = options;
    this.#owner = owner;
    this.#observer = observer;
    this.#runner = runner;
    this.#calls = new FleetCalls(options, owner, nextOp, runner, observer);
    this.#resumptions = new Resumptions(options, this.#calls.books, owner, nextOp, runner, observer);
    this.#wait = { startedAt: 0, since: 0, step: options.waitStep };
  }

  /** Requests that have not become instances, whether the fleet has accepted them or not. */
  get requestedCount(): number {
    return this.#calls.requests.size + this.#calls.pending.size;
  }

  /** Requests that the fleet has accepted and that no listing has shown. */
  get pendingCount(): number {
    return this.#calls.pending.size;
  }

  /** All instances in the books, those being deleted included. */
  get instanceCount(): number {
    return this.#calls.books.size;
  }

  /** Until when the pauses after failed calls hold back instances that are expected. */
  get growthPausedUntil(): Ticks {
    return this.#calls.growthPausedUntil;
  }

  /** All that exists or has been asked for; what an unanswered Increase asks for is still among the requests. */
  get knownCount(): number {
    return this.#calls.books.size + this.requestedCount;
  }

  /** The most instances that may exist, whatever their state. */
  get maxInstances(): number {
    return this.#calls.maxInstances;
  }

  /** Whether the fleet has been listed: before that, nobody knows what exists. */
  get hasListed(): boolean {
    return this.#phase !== 'new' && this.#phase !== 'starting';
  }

  /** Whether nothing waits for the loop at `at`: its turn then would only list. */
  isQuiet(at: Ticks): boolean {
    return !this.#closing && this.#calls.quietUntil > at;
  }

  /** The earliest instant at which `wake` must be called. */
  get wakeAt(): Ticks {
    return Math.min(this.#turnAt, this.#roundAt, this.#resumptions.wakeAt);
  }

  instance(id: InstanceId): Instance | undefined {
    return this.#calls.books.get(id);
  }

  /** All instances in the books, in the order of their discovery. */
  instances(): Iterable<Instance> {
    return this.#calls.books.all();
  }

  /** How many instances are in a state; those marked for removal count as deleting. @remarks Source: semantics.md §2.12, Capacity. */
  count(state: ProviderState): number {
    return this.#calls.books.count(state);
  }

  /** Whether an answer is for this provisioner. */
  owns(op: Op): boolean {
    return this.#loop.op === op || this.#shutdown.op === op || this.#resumptions.owns(op);
  }

  /** Lists the fleet for the first time; the loop begins when that has succeeded. */
  start(at: Ticks, effects: EffectSink): void {
    assert(this.#phase === 'new', 'a provisioner starts once');
    const { maxInstances, groupMaxSize } = this.#options;
    if (maxInstances > groupMaxSize) {
      const detail = `max size option exceeds instance group's max size: ${String(maxInstances)} > ${String(groupMaxSize)}`;
      return this.#failStart({ code: 'quota', detail }, at, effects);
    }
    this.#phase = 'starting';
    this.#calls.list(this.#loop, at, effects);
  }

  /** Queues requests for `count` instances. */
  request(count: number, at: Ticks): void {
    this.#calls.requests.push(count, at, null);
    this.#told.note(this.#calls);
    this.#schedule(at);
  }

  /** Marks an instance for removal: a Decrease names it at the loop's next turn. Nothing happens when it is marked already, or gone. */
  remove(instance: Instance, reason: RemovalReason, at: Ticks): void {
    if (this.#calls.books.markRemoving(instance, reason)) this.#schedule(at);
  }

  /** Marks an instance for suspension, at the loop's next turn once it runs. */
  suspend(instance: Instance, at: Ticks): void {
    this.#calls.books.markSuspending(instance);
    this.#schedule(at);
  }

  /** Resumes instances, after their suspension where that is still under way; the owner's `resumptionEnded` says how it ended. */
  resume(ids: readonly InstanceId[], at: Ticks, effects: EffectSink): void {
    this.#resumptions.begin(ids, at, effects);
  }

  /** Takes the answer to a call of this provisioner. */
  completed(answer: FleetAnswer, effects: EffectSink): void {
    const { op, at } = answer;
    if (op === this.#loop.op) {
      this.#loop.op = null;
      if (answer.kind === 'fleet-listed' && answer.unchanged !== undefined) this.#listedUnchanged(answer, answer.unchanged, effects);
      else this.#loopAnswered(answer, effects);
    } else if (op === this.#shutdown.op) {
      this.#shutdown.op = null;
      this.#shutdownAnswered(answer, effects);
    } else {
      assert(answer.kind === 'fleet-resumed' && this.#resumptions.owns(op), 'an answer belongs to a call');
      this.#resumptions.answered(answer, effects);
    }
    this.#settle(at, effects);
  }

  /** Does what is due at `at`. */
  wake(at: Ticks, effects: EffectSink): void {
    if (this.#turnAt <= at) {
      this.#turnAt = never;
      if (this.#phase === 'starting') this.#tryStart(at, effects);
      else this.#beginTurn(at, effects);
    }
    if (this.#roundAt <= at) {
      this.#roundAt = never;
      this.#calls.list(this.#shutdown, at, effects);
    }
    this.#settle(at, effects);
  }

  /**
   * Ends the loop, has what is marked for removal deleted, in so many rounds as configured, and closes the fleet. Instances that are not marked
   * are left alone.
   *
   * @remarks Source: semantics.md §2.10.
   */
  beginShutdown(at: Ticks, effects: EffectSink): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#resumptions.closing = true;
    this.#resumptions.advance(at, effects);
    if (!this.#options.upstream.turnsBesideShutdown) {
      this.#turnAt = never;
      this.#waiting = false;
      // The call under way is waited for, so that no instance is asked for and forgotten.
      if (this.#loop.op !== null) return;
      this.#phase = 'ended';
    }
    this.#flush(at, effects);
  }

  /** The whole state as plain JSON, save for the owner's part of the instances. */
  save(): ProvisionerState {
    return {
      phase: this.#phase,
      failedStarts: this.#failedStarts,
      waiting: this.#waiting,
      turnStartedAt: this.#wait.startedAt,
      waitSince: this.#wait.since,
      turnAt: neverAsNull(this.#turnAt),
      closing: this.#closing,
      removalRounds: this.#removalRounds,
      roundAt: neverAsNull(this.#roundAt),
      loop: { ...this.#loop },
      shutdown: { ...this.#shutdown },
      calls: this.#calls.save(),
      resumptions: this.#resumptions.save(),
    };
  }

  /** A provisioner that goes on where a saved one stood: the answers to the calls that it had under way are still to come. */
  static restore(
    saved: ProvisionerState,
    ...parameters: [options: ProvisionerOptions, owner: ProvisionerOwner, nextOp: () => Op, runner: RunnerIndex, observer?: ProvisionerObserver | null]
  ): Provisioner {
    const provisioner = new Provisioner(...parameters);
    provisioner.#calls.restore(saved.calls);
    provisioner.#resumptions.restore(saved.resumptions);
    provisioner.#resumptions.closing = saved.closing;
    provisioner.#phase = saved.phase;
    provisioner.#failedStarts = saved.failedStarts;
    provisioner.#waiting = saved.waiting;
    provisioner.#wait.startedAt = saved.turnStartedAt;
    provisioner.#wait.since = saved.waitSince;
    provisioner.#turnAt = saved.turnAt ?? never;
    provisioner.#closing = saved.closing;
    provisioner.#removalRounds = saved.removalRounds;
    provisioner.#roundAt = saved.roundAt ?? never;
    Object.assign(provisioner.#loop, saved.loop);
    Object.assign(provisioner.#shutdown, saved.shutdown);
    provisioner.#told.note(provisioner.#calls);
    return provisioner;
  }

  // --- the loop

  #tryStart(at: Ticks, effects: EffectSink): void {
    if (this.#failedStarts >= startTries && this.#options.upstream.noCallBackOff) {
      this.#failStart({ code: 'unreachable', detail: 'reconciling with instance group: update failed' }, at, effects);
    } else {
      this.#calls.list(this.#loop, at, effects);
    }
  }

  #failStart(fault: Fault, at: Ticks, effects: EffectSink): void {
    this.#phase = 'ended';
    this.#owner.startFailed?.(fault, at, effects);
  }

  #loopAnswered(answer: FleetAnswer, effects: EffectSink): void {
    const { at } = answer;
    const listed = this.#calls.take(answer, this.#loop, this.#phase === 'starting', effects);
    if (this.#closing && !this.#options.upstream.turnsBesideShutdown) {
      this.#phase = 'ended';
      this.#flush(at, effects);
    } else if (this.#phase === 'starting') {
      this.#startListed(listed, at, effects);
    } else {
      this.#goOn(answer.kind, listed, at, effects);
    }
  }

  /** Turns without a change were left out: this is the answer of the last of them. What has been queued since it came is for the next turn. */
  #listedUnchanged(answer: FleetAnswer, { count, startedAt, answeredAt }: UnchangedListings, effects: EffectSink): void {
    if (count > 0) this.#loop.startedAt = this.#wait.startedAt = startedAt;
    if (answeredAt === null || (this.#closing && !this.#options.upstream.turnsBesideShutdown)) return this.#loopAnswered(answer, effects);
    this.#calls.take({ ...answer, at: answeredAt }, this.#loop, false, effects);
    this.#observer?.turnEnded(answeredAt);
    this.#await(answeredAt);
  }

  #startListed(listed: boolean, at: Ticks, effects: EffectSink): void {
    if (listed) {
      this.#phase = 'looping';
      this.#observer?.started(at);
      this.#beginTurn(at, effects);
      return;
    }
    this.#failedStarts++;
    this.#turnAt = Math.max(at + this.#options.updateIntervalWhenExpecting, this.#calls.pauseEndsAt('list'));
  }

  #beginTurn(at: Ticks, effects: EffectSink): void {
    this.#waiting = false;
    this.#wait.startedAt = at;
    if (at >= this.#calls.pauseEndsAt('decrease') && this.#calls.decrease(this.#loop, at, effects)) return;
    this.#reconcile(at, effects);
  }

  /** The step of the turn that follows an answer. */
  #goOn(answered: FleetAnswer['kind'], listed: boolean, at: Ticks, effects: EffectSink): void {
    switch (answered) {
      case 'fleet-decreased':
        return this.#reconcile(at, effects);
      case 'fleet-listed':
        if (!listed) this.#endTurn(at);
        else if (!this.#calls.withdraw(this.#loop, at, effects)) this.#suspendOrProvision(at, effects);
        return;
      case 'fleet-withdrawn':
        return this.#suspendOrProvision(at, effects);
      case 'fleet-suspended':
        return this.#provision(at, effects);
      case 'fleet-increased':
        return this.#endTurn(at);
      case 'fleet-resumed':
        assert(false, 'the loop resumes no instance');
    }
  }

  #reconcile(at: Ticks, effects: EffectSink): void {
    if (at < this.#calls.pauseEndsAt('list')) this.#endTurn(at);
    else this.#calls.list(this.#loop, at, effects, this.#closing ? null : this.#wait.startedAt);
  }

  #suspendOrProvision(at: Ticks, effects: EffectSink): void {
    if (!this.#calls.suspend(this.#loop, at, effects)) this.#provision(at, effects);
  }

  #provision(at: Ticks, effects: EffectSink): void {
    if (!this.#calls.increase(this.#loop, at, effects)) this.#endTurn(at);
  }

  #endTurn(at: Ticks): void {
    this.#observer?.turnEnded(at);
    if (this.#closing) {
      this.#phase = 'ended';
      return;
    }
    this.#await(at);
  }

  /** Waits for the next turn. */
  #await(at: Ticks): void {
    this.#waiting = true;
    this.#wait.since = at;
    this.#schedule(at);
  }

  // --- the shutdown

  #flush(at: Ticks, effects: EffectSink): void {
    if (!this.#calls.suspend(this.#shutdown, at, effects)) this.#removalRound(at, effects);
  }

  #removalRound(at: Ticks, effects: EffectSink): void {
    if (this.#removalRounds < this.#options.shutdownDeletionRetries && this.#calls.decrease(this.#shutdown, at, effects)) {
      this.#removalRounds++;
      return;
    }
    effects.push({ kind: 'close-fleet', runner: this.#runner });
    this.#owner.closed(at, effects);
  }

  #shutdownAnswered(answer: FleetAnswer, effects: EffectSink): void {
    const { at } = answer;
    this.#calls.take(answer, this.#shutdown, false, effects);
    if (answer.kind === 'fleet-decreased') this.#roundAt = at + this.#options.shutdownDeletionInterval;
    else this.#removalRound(at, effects);
  }

  // --- time

  /** Computes when the wait ends; to be called after all that may change its length. */
  #schedule(at: Ticks): void {
    if (!this.#waiting) return;
    let { interval } = this.#calls;
    // While listings fail, a turn before the pause is over could only delete.
    if (this.#calls.books.toRemove.size === 0) interval = Math.max(interval, this.#calls.pauseEndsAt('list') - this.#wait.startedAt);
    this.#turnAt = nextTurnAt(this.#wait, interval, at);
  }

  /** The end of every step that came from outside. */
  #settle(at: Ticks, effects: EffectSink): void {
    this.#resumptions.advance(at, effects);
    this.#schedule(at);
    if (this.#told.note(this.#calls)) this.#owner.placesChanged(at);
  }
}
