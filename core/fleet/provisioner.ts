import { assert, unreachable } from '../assert.ts';
import { BackOff } from '../back-off.ts';
import type { EffectSink } from '../effect.ts';
import type { Event } from '../event.ts';
import type { Fault } from '../fault.ts';
import type { InstanceId, Op, RunnerIndex } from '../ids.ts';
import type { RemovalReason } from '../removal-reason.ts';
import { never, type Ticks } from '../time.ts';
import { type CallLane, restingLane } from './call-lane.ts';
import { InstanceBooks, stuckAfterRetries } from './instance-books.ts';
import type { Instance, ProviderState } from './instance.ts';
import { nextTurnAt } from './next-turn.ts';
import type { ProvisionerObserver } from './provisioner-observer.ts';
import type { ProvisionerOptions } from './provisioner-options.ts';
import type { ProvisionerOwner } from './provisioner-owner.ts';
import { RequestQueue } from './request-queue.ts';
import { Resumption, type ResumptionStep } from './resumption.ts';

export type { ProvisionerObserver } from './provisioner-observer.ts';
export type { ProvisionerOptions } from './provisioner-options.ts';
export type { ProvisionerOwner } from './provisioner-owner.ts';

/** The answers of a fleet. */
export type FleetAnswer = Extract<
  Event,
  { readonly kind: 'fleet-listed' | 'fleet-increased' | 'fleet-decreased' | 'fleet-withdrawn' | 'fleet-suspended' | 'fleet-resumed' }
>;

/** Listings tried at the start. @remarks Source: semantics.md §2.12, Init. */
const startTries = 5;

/** Pauses between failed calls, first and longest, in seconds. */
const pauseSeconds = { first: 1, longest: 60, longestOfDecrease: 10 };

/**
 * Keeps the books of one fleet: asks for the instances that are requested, has the removed ones deleted, and learns from listings what became
 * of them.
 *
 * A loop of `removal → listing → withdrawal → suspension → provisioning → wait`, one call at a time. It has no clock: completions and wakes
 * carry it on, and waits are computed, not ticked. Decreases go out before Increases.
 *
 * @remarks Source: semantics.md §2.12; deviations are switched by `ProvisionerOptions.upstream`.
 */
export class Provisioner {
  readonly #options: ProvisionerOptions;
  readonly #owner: ProvisionerOwner;
  readonly #observer: ProvisionerObserver | null;
  readonly #nextOp: () => Op;
  readonly #runner: RunnerIndex;
  readonly #maxInstances: number;

  readonly #requests = new RequestQueue();
  readonly #pending = new RequestQueue();
  readonly #books: InstanceBooks;
  readonly #listBackOff: BackOff;
  readonly #increaseBackOff: BackOff;
  readonly #decreaseBackOff: BackOff;
  readonly #withdrawBackOff: BackOff;

  /** The calls of the loop, and those of the shutdown. */
  readonly #loop = restingLane();
  readonly #shutdown = restingLane();
  readonly #resumptions = new Map<Resumption, Op | null>();
  #phase: 'new' | 'starting' | 'looping' | 'ended' = 'new';
  #failedStarts = 0;
  #waiting = false;
  /** The wait of the loop; `startedAt` is the turn's. */
  readonly #wait = { startedAt: 0, since: 0, step: 0 };
  #turnAt: Ticks = never;
  #closing = false;
  #removalRounds = 0;
  #pauseEndsAt: Ticks = never;
  #overdueSaid = false;
  /** Requests, accepted requests and instances as last told to the owner. */
  readonly #told = { requests: 0, pending: 0, instances: 0 };

  constructor(options: ProvisionerOptions, owner: ProvisionerOwner, nextOp: () => Op, runner: RunnerIndex, observer: ProvisionerObserver | null = null) {
    const { second, upstream } = options;
    this.#options = options;
    this.#owner = owner;
    this.#observer = observer;
    this.#nextOp = nextOp;
    this.#runner = runner;
    this.#maxInstances = options.maxInstances > 0 ? options.maxInstances : options.groupMaxSize;
    this.#books = new InstanceBooks({ deletionRetryInterval: options.deletionRetryInterval, keepAlive: !upstream.missedSlow }, owner, this.#pending);
    this.#listBackOff = new BackOff(pauseSeconds.first * second, pauseSeconds.longest * second);
    this.#increaseBackOff = new BackOff(pauseSeconds.first * second, pauseSeconds.longest * second);
    this.#decreaseBackOff = new BackOff(pauseSeconds.first * second, pauseSeconds.longestOfDecrease * second);
    this.#withdrawBackOff = new BackOff(pauseSeconds.first * second, pauseSeconds.longest * second);
    this.#wait.step = options.waitStep;
  }

  /** Requests that have not become instances, whether the fleet has accepted them or not. */
  get requestedCount(): number {
    return this.#requests.size + this.#pending.size;
  }

  /** Requests that the fleet has accepted and that no listing has shown. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** All instances in the books, those being deleted included. */
  get instanceCount(): number {
    return this.#books.size;
  }

  /** All that exists or has been asked for; what an unanswered Increase asks for is still among the requests. */
  get knownCount(): number {
    return this.#books.size + this.requestedCount;
  }

  /** The most instances that may exist, whatever their state. */
  get maxInstances(): number {
    return this.#maxInstances;
  }

  /** The earliest instant at which `wake` must be called. */
  get wakeAt(): Ticks {
    let at = Math.min(this.#turnAt, this.#pauseEndsAt);
    if (this.#resumptions.size > 0) for (const resumption of this.#resumptions.keys()) at = Math.min(at, resumption.wakeAt);
    return at;
  }

  instance(id: InstanceId): Instance | undefined {
    return this.#books.get(id);
  }

  /** All instances in the books, in the order of their discovery. */
  instances(): Iterable<Instance> {
    return this.#books.all();
  }

  /** How many instances are in a state; those marked for removal count as deleting. @remarks Source: semantics.md §2.12, Capacity. */
  count(state: ProviderState): number {
    return this.#books.count(state);
  }

  /** Whether an answer is for this provisioner. */
  owns(op: Op): boolean {
    if (this.#loop.op === op || this.#shutdown.op === op) return true;
    for (const call of this.#resumptions.values()) if (call === op) return true;
    return false;
  }

  /** Lists the fleet for the first time; the loop begins when that has succeeded. */
  start(at: Ticks, effects: EffectSink): void {
    assert(this.#phase === 'new', 'a provisioner starts once');
    const { maxInstances, groupMaxSize } = this.#options;
    if (maxInstances > groupMaxSize) {
      const detail = `max size option exceeds instance group's max size: ${String(maxInstances)} > ${String(groupMaxSize)}`;
      this.#failStart({ code: 'quota', detail }, at, effects);
      return;
    }
    this.#phase = 'starting';
    this.#list(this.#loop, at, effects);
  }

  /** Queues requests for `count` instances. */
  request(count: number, at: Ticks): void {
    this.#requests.push(count, at, null);
    this.#told.requests += count;
    this.#schedule(at);
  }

  /** Marks an instance for removal: a Decrease names it at the loop's next turn. Nothing happens when it is marked already. */
  remove(instance: Instance, reason: RemovalReason, at: Ticks): void {
    if (this.#books.markRemoving(instance, reason)) this.#schedule(at);
  }

  /** Marks an instance for suspension, at the loop's next turn once it runs. */
  suspend(instance: Instance, at: Ticks): void {
    this.#books.markSuspending(instance);
    this.#schedule(at);
  }

  /** Resumes instances, after their suspension where that is still under way; the owner's `resumptionEnded` says how it ended. Unknown ones are passed over. */
  resume(ids: readonly InstanceId[], at: Ticks, effects: EffectSink): void {
    const { canSuspend, resumeWaitForSuspended, upstream } = this.#options;
    if (!canSuspend) {
      this.#owner.resumptionEnded?.(ids, { code: 'unknown', detail: 'capability not supported: suspend_resume' }, at, effects);
      return;
    }
    const instances = ids.map((id) => this.#books.get(id)).filter((instance) => instance !== undefined);
    const leaving = instances.find((instance) => instance.removing || instance.state === 'deleting');
    if (leaving !== undefined) {
      this.#owner.resumptionEnded?.(ids, { code: 'conflict', detail: `instance "${leaving.id}" is being deleted, cannot resume` }, at, effects);
      return;
    }
    const resumption = new Resumption(ids, instances, at + resumeWaitForSuspended, upstream.pendingForEver);
    this.#resumptions.set(resumption, null);
    this.#advance(resumption, resumption.advance(at, this.#closing), at, effects);
  }

  /** Takes the answer to a call of this provisioner. */
  completed(answer: FleetAnswer, effects: EffectSink): void {
    const { op, at } = answer;
    if (op === this.#loop.op) {
      this.#loop.op = null;
      this.#loopAnswered(answer, effects);
    } else if (op === this.#shutdown.op) {
      this.#shutdown.op = null;
      this.#shutdownAnswered(answer, effects);
    } else {
      this.#resumeAnswered(answer, effects);
    }
    this.#settle(at);
  }

  /** Does what is due at `at`. */
  wake(at: Ticks, effects: EffectSink): void {
    if (this.#turnAt <= at) {
      this.#turnAt = never;
      if (this.#phase === 'starting') this.#tryStart(at, effects);
      else this.#beginTurn(at, effects);
    }
    if (this.#pauseEndsAt <= at) {
      this.#pauseEndsAt = never;
      this.#list(this.#shutdown, at, effects);
    }
    this.#advanceAll(at, effects);
    this.#settle(at);
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
    this.#advanceAll(at, effects);
    if (!this.#options.upstream.turnsBesideShutdown) {
      this.#turnAt = never;
      this.#waiting = false;
      // The call under way is waited for, so that no instance is asked for and forgotten.
      if (this.#loop.op !== null) return;
      this.#phase = 'ended';
    }
    this.#flush(at, effects);
  }

  // --- the loop

  #tryStart(at: Ticks, effects: EffectSink): void {
    if (this.#failedStarts >= startTries && this.#options.upstream.noCallBackOff) {
      this.#failStart({ code: 'unreachable', detail: 'reconciling with instance group: update failed' }, at, effects);
    } else {
      this.#list(this.#loop, at, effects);
    }
  }

  #failStart(fault: Fault, at: Ticks, effects: EffectSink): void {
    this.#phase = 'ended';
    this.#owner.startFailed?.(fault, at, effects);
  }

  #loopAnswered(answer: FleetAnswer, effects: EffectSink): void {
    const { at } = answer;
    const listed = this.#take(answer, this.#loop, effects);
    if (this.#closing && !this.#options.upstream.turnsBesideShutdown) {
      this.#phase = 'ended';
      this.#flush(at, effects);
    } else if (this.#phase === 'starting') {
      this.#startListed(listed, at, effects);
    } else {
      this.#goOn(answer.kind, listed, at, effects);
    }
  }

  #startListed(listed: boolean, at: Ticks, effects: EffectSink): void {
    if (listed) {
      this.#phase = 'looping';
      this.#observer?.started(at);
      this.#beginTurn(at, effects);
      return;
    }
    this.#failedStarts++;
    this.#turnAt = Math.max(at + this.#options.updateIntervalWhenExpecting, this.#listBackOff.until);
  }

  #beginTurn(at: Ticks, effects: EffectSink): void {
    this.#waiting = false;
    this.#wait.startedAt = at;
    for (let stuck = this.#books.takeStuck(at); stuck !== undefined; stuck = this.#books.takeStuck(at)) this.#alertStuck(stuck, effects);
    if (at >= this.#decreaseBackOff.until && this.#decrease(this.#loop, at, effects)) return;
    this.#reconcile(at, effects);
  }

  /** The step of the turn that follows an answer. */
  #goOn(answered: FleetAnswer['kind'], listed: boolean, at: Ticks, effects: EffectSink): void {
    switch (answered) {
      case 'fleet-decreased':
        this.#reconcile(at, effects);
        return;
      case 'fleet-listed':
        if (!listed) this.#endTurn(at);
        else if (!this.#withdraw(at, effects)) this.#suspendOrProvision(at, effects);
        return;
      case 'fleet-withdrawn':
        this.#suspendOrProvision(at, effects);
        return;
      case 'fleet-suspended':
        this.#provision(at, effects);
        return;
      case 'fleet-increased':
        this.#endTurn(at);
        return;
      case 'fleet-resumed':
        assert(false, 'the loop resumes no instance');
        return;
      default:
        unreachable(answered);
    }
  }

  #reconcile(at: Ticks, effects: EffectSink): void {
    if (at < this.#listBackOff.until) this.#endTurn(at);
    else this.#list(this.#loop, at, effects);
  }

  #suspendOrProvision(at: Ticks, effects: EffectSink): void {
    if (!this.#suspend(this.#loop, at, effects)) this.#provision(at, effects);
  }

  #provision(at: Ticks, effects: EffectSink): void {
    const demand = Math.min(this.#requests.size, this.#maxInstances - this.#pending.size - this.#books.size);
    if (demand <= 0 || at < this.#increaseBackOff.until) {
      this.#endTurn(at);
      return;
    }
    this.#loop.count = demand;
    effects.push({ kind: 'increase', op: this.#begin(this.#loop, at), runner: this.#runner, count: demand });
  }

  #endTurn(at: Ticks): void {
    this.#observer?.turnEnded(at);
    if (this.#closing) {
      this.#phase = 'ended';
      return;
    }
    this.#waiting = true;
    this.#wait.since = at;
    this.#schedule(at);
  }

  // --- the shutdown

  #flush(at: Ticks, effects: EffectSink): void {
    if (!this.#suspend(this.#shutdown, at, effects)) this.#removalRound(at, effects);
  }

  #removalRound(at: Ticks, effects: EffectSink): void {
    if (this.#removalRounds < this.#options.shutdownDeletionRetries && this.#decrease(this.#shutdown, at, effects)) {
      this.#removalRounds++;
      return;
    }
    effects.push({ kind: 'close-fleet', runner: this.#runner });
    this.#owner.closed(at, effects);
  }

  #shutdownAnswered(answer: FleetAnswer, effects: EffectSink): void {
    const { at } = answer;
    this.#take(answer, this.#shutdown, effects);
    if (answer.kind === 'fleet-decreased') this.#pauseEndsAt = at + this.#options.shutdownDeletionInterval;
    else this.#removalRound(at, effects);
  }

  // --- calls

  #begin(lane: CallLane, at: Ticks): Op {
    lane.op = this.#nextOp();
    lane.startedAt = at;
    return lane.op;
  }

  #list(lane: CallLane, at: Ticks, effects: EffectSink): void {
    effects.push({ kind: 'list', op: this.#begin(lane, at), runner: this.#runner });
  }

  /** Has the fleet delete what is due for it; false when nothing is. */
  #decrease(lane: CallLane, at: Ticks, effects: EffectSink): boolean {
    const { toRemove } = this.#books;
    if (toRemove.size === 0) return false;
    const due: Instance[] = [];
    for (const instance of toRemove) {
      if (instance.deletedAt === null || at - instance.deletedAt > this.#options.deletionRetryInterval) due.push(instance);
    }
    if (due.length === 0) return false;
    for (const instance of due) if (instance.decreaseCount === stuckAfterRetries) this.#alertStuck(instance, effects);
    lane.ids = due.map((instance) => instance.id);
    effects.push({ kind: 'decrease', op: this.#begin(lane, at), runner: this.#runner, instances: due });
    return true;
  }

  /** Has the fleet suspend what is due for it; false when nothing is. */
  #suspend(lane: CallLane, at: Ticks, effects: EffectSink): boolean {
    const { toSuspend } = this.#books;
    if (toSuspend.size === 0 || !this.#options.canSuspend) return false;
    const ids: InstanceId[] = [];
    for (const { id, state, suspendedAt } of toSuspend) {
      if (state === 'running' && (suspendedAt === null || at - suspendedAt > this.#options.suspendRetryInterval)) ids.push(id);
    }
    if (ids.length === 0) return false;
    lane.ids = ids;
    effects.push({ kind: 'suspend', op: this.#begin(lane, at), runner: this.#runner, ids });
    return true;
  }

  /** Asks the fleet to take back what it accepted long ago and never showed; false when there is nothing, or nothing can be done about it. */
  #withdraw(at: Ticks, effects: EffectSink): boolean {
    const { instanceAcquireTimeout, canWithdraw, upstream } = this.#options;
    if (this.#pending.size === 0 || upstream.pendingForEver) return false;
    const count = this.#pending.acceptedBy(at - instanceAcquireTimeout);
    if (count === 0) {
      this.#overdueSaid = false;
      return false;
    }
    if (!this.#overdueSaid) {
      this.#overdueSaid = true;
      this.#owner.decided({ kind: 'alert', what: canWithdraw ? 'never-materialised' : 'request-not-withdrawable', id: null }, effects);
    }
    if (!canWithdraw || at < this.#withdrawBackOff.until) return false;
    this.#loop.count = count;
    effects.push({ kind: 'withdraw', op: this.#begin(this.#loop, at), runner: this.#runner, count });
    return true;
  }

  // --- answers

  /** Enters an answer in the books; true for a listing that succeeded. */
  #take(answer: FleetAnswer, lane: CallLane, effects: EffectSink): boolean {
    const { at, fault } = answer;
    switch (answer.kind) {
      case 'fleet-listed':
        return this.#takeListing(answer.changes, fault, lane, at, effects);
      case 'fleet-decreased':
        this.#note(this.#decreaseBackOff, 'decrease', fault !== null || answer.succeeded.length === 0, at, effects);
        this.#takeDecrease(answer.succeeded, at);
        return false;
      case 'fleet-increased':
        this.#note(this.#increaseBackOff, 'increase', fault !== null || answer.succeeded === 0, at, effects);
        this.#requests.moveTo(this.#pending, Math.min(answer.succeeded, lane.count), at);
        return false;
      case 'fleet-withdrawn':
        this.#note(this.#withdrawBackOff, 'withdraw', fault !== null || answer.succeeded === 0, at, effects);
        this.#pending.drop(Math.min(answer.succeeded, lane.count));
        return false;
      case 'fleet-suspended':
        this.#takeSuspend(answer.succeeded, lane, at);
        return false;
      case 'fleet-resumed':
        return false;
      default:
        return unreachable(answer);
    }
  }

  #takeListing(changes: Extract<FleetAnswer, { kind: 'fleet-listed' }>['changes'], fault: Fault | null, lane: CallLane, at: Ticks, effects: EffectSink): boolean {
    this.#note(this.#listBackOff, 'list', fault !== null, at, effects);
    if (fault !== null) return false;
    this.#books.takeListing(changes, lane.startedAt, this.#phase === 'starting', at, effects);
    this.#observer?.listed(at);
    this.#advanceAll(at, effects);
    return true;
  }

  #takeDecrease(succeeded: readonly InstanceId[], at: Ticks): void {
    for (const id of succeeded) {
      const instance = this.#books.get(id);
      if (instance === undefined) continue;
      instance.deletedAt = at;
      instance.decreaseCount++;
    }
  }

  #takeSuspend(succeeded: readonly InstanceId[], lane: CallLane, at: Ticks): void {
    for (const id of lane.ids) {
      const instance = this.#books.get(id);
      if (instance !== undefined) instance.suspendedAt = at;
    }
    for (const id of succeeded) {
      const instance = this.#books.get(id);
      if (instance !== undefined) this.#books.clearSuspending(instance);
    }
    this.#observer?.suspended(succeeded.length, at);
  }

  /** Records how a call ended; a failed one is not repeated before its pause is over. */
  #note(backOff: BackOff, what: 'list' | 'increase' | 'decrease' | 'withdraw', failed: boolean, at: Ticks, effects: EffectSink): void {
    if (this.#options.upstream.noCallBackOff) return;
    if (!failed) backOff.succeeded();
    else if (backOff.failed(at)) this.#owner.decided({ kind: 'back-off', what, until: backOff.until }, effects);
  }

  #alertStuck(instance: Instance, effects: EffectSink): void {
    this.#owner.decided({ kind: 'alert', what: 'stuck-deleting', id: instance.id }, effects);
  }

  // --- resumptions

  #resumeAnswered(answer: FleetAnswer, effects: EffectSink): void {
    assert(answer.kind === 'fleet-resumed', 'an answer belongs to a call');
    const { at } = answer;
    for (const [resumption, op] of this.#resumptions) {
      if (op !== answer.op) continue;
      this.#resumptions.set(resumption, null);
      this.#observer?.resumed(answer.succeeded.length, at);
      this.#advance(resumption, resumption.answered(answer.fault, this.#closing), at, effects);
    }
  }

  #advanceAll(at: Ticks, effects: EffectSink): void {
    for (const resumption of this.#resumptions.keys()) this.#advance(resumption, resumption.advance(at, this.#closing), at, effects);
  }

  #advance(resumption: Resumption, step: ResumptionStep, at: Ticks, effects: EffectSink): void {
    if (step.kind === 'call') {
      const op = this.#nextOp();
      this.#resumptions.set(resumption, op);
      effects.push({ kind: 'resume', op, runner: this.#runner, ids: step.ids });
    } else if (step.kind === 'over') {
      this.#resumptions.delete(resumption);
      this.#owner.resumptionEnded?.(resumption.ids, step.fault, at, effects);
    }
  }

  // --- time

  #isExpecting(): boolean {
    const books = this.#books;
    return this.#requests.size > 0 || this.#pending.size > 0 || books.isRestless || (books.hasAbsent && !this.#options.upstream.missedSlow);
  }

  /** Computes when the wait ends; to be called after all that may change its length. */
  #schedule(at: Ticks): void {
    if (!this.#waiting) return;
    const { updateInterval, updateIntervalWhenExpecting } = this.#options;
    let interval = this.#isExpecting() ? updateIntervalWhenExpecting : updateInterval;
    // While listings fail, a turn before the pause is over could only delete.
    if (this.#books.toRemove.size === 0) interval = Math.max(interval, this.#listBackOff.until - this.#wait.startedAt);
    this.#turnAt = nextTurnAt(this.#wait, interval, at);
  }

  /** The end of every step that came from outside. */
  #settle(at: Ticks): void {
    this.#schedule(at);
    const told = this.#told;
    const requests = this.#requests.size;
    const pending = this.#pending.size;
    const instances = this.#books.size;
    if (told.requests === requests && told.pending === pending && told.instances === instances) return;
    told.requests = requests;
    told.pending = pending;
    told.instances = instances;
    this.#owner.placesChanged(at);
  }
}
