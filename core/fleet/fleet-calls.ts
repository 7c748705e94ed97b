import { unreachable } from '../assert.ts';
import { BackOff } from '../back-off.ts';
import type { EffectSink } from '../effect.ts';
import type { Event, InstanceChange } from '../event.ts';
import type { Fault } from '../fault.ts';
import type { InstanceId, Op, RunnerIndex } from '../ids.ts';
import { never, neverAsNull, type Ticks } from '../time.ts';
import type { CallLane } from './call-lane.ts';
import { type BooksState, InstanceBooks } from './instance-books.ts';
import type { Instance } from './instance.ts';
import type { ProvisionerObserver } from './provisioner-observer.ts';
import type { ProvisionerOptions } from './provisioner-options.ts';
import type { ProvisionerOwner } from './provisioner-owner.ts';
import { RequestQueue, type RequestRun } from './request-queue.ts';

/** The answers of a fleet. */
export type FleetAnswer = Extract<
  Event,
  { readonly kind: 'fleet-listed' | 'fleet-increased' | 'fleet-decreased' | 'fleet-withdrawn' | 'fleet-suspended' | 'fleet-resumed' }
>;

/** The calls that pause after failures. */
type PausedCall = 'list' | 'increase' | 'decrease' | 'withdraw';

/** Pauses after failed calls, first and longest, in seconds. */
const firstPause = 1;
const longestPause: Readonly<Record<PausedCall, number>> = { list: 60, increase: 60, decrease: 10, withdraw: 60 };

/** Accepted Decreases after which an instance that is still not being deleted counts as stuck: the first and three retries. */
const stuckAfterDecreases = 4;

type SavedPause = ReturnType<BackOff['save']>;

/** What `FleetCalls` saves. */
export interface FleetCallsState {
  readonly requests: readonly RequestRun[];
  readonly pending: readonly RequestRun[];
  readonly books: BooksState;
  readonly pauses: Readonly<Record<PausedCall, SavedPause>>;
  readonly overdueSaid: boolean;
}

/**
 * The calls that a provisioner makes: which is due, with what in it, and what its answer changes in the requests and in the books. When to try
 * which call is the provisioner's business.
 *
 * @remarks Source: semantics.md §2.12.
 */
export class FleetCalls {
  /** Requests that the fleet has not accepted yet. */
  readonly requests = new RequestQueue();
  /** Requests that the fleet has accepted and that no listing has shown. */
  readonly pending = new RequestQueue();
  readonly books: InstanceBooks;
  readonly maxInstances: number;
  readonly #options: ProvisionerOptions;
  readonly #owner: ProvisionerOwner;
  readonly #observer: ProvisionerObserver | null;
  readonly #nextOp: () => Op;
  readonly #runner: RunnerIndex;
  readonly #pauses: Readonly<Record<PausedCall, BackOff>>;
  #overdueSaid = false;

  constructor(options: ProvisionerOptions, owner: ProvisionerOwner, nextOp: () => Op, runner: RunnerIndex, observer: ProvisionerObserver | null) {
    this.#options = options;
    this.#owner = owner;
    this.#observer = observer;
    this.#nextOp = nextOp;
    this.#runner = runner;
    this.maxInstances = options.maxInstances > 0 ? options.maxInstances : options.groupMaxSize;
    const keepAlive = !options.upstream.missedSlow;
    this.books = new InstanceBooks({ keepAlive }, owner, this.pending);
    const pause = (call: PausedCall): BackOff => new BackOff(firstPause * options.second, longestPause[call] * options.second);
    this.#pauses = { list: pause('list'), increase: pause('increase'), decrease: pause('decrease'), withdraw: pause('withdraw') };
  }

  /** When a call that failed may be tried again. */
  pauseEndsAt(call: PausedCall): Ticks {
    return this.#pauses[call].until;
  }

  /** From the beginning of one turn of the loop to that of the next: short while something is expected to change. */
  get interval(): Ticks {
    const { requests, pending, books } = this;
    const { updateInterval, updateIntervalWhenExpecting, upstream } = this.#options;
    const isExpecting = requests.size > 0 || pending.size > 0 || books.isRestless || (books.hasAbsent && !upstream.missedSlow);
    return isExpecting ? updateIntervalWhenExpecting : updateInterval;
  }

  /** Until when the pauses after failed calls keep instances from being asked for, or from being seen; 0 where no instance is expected. */
  get growthPausedUntil(): Ticks {
    const { requests, pending, books } = this;
    if (requests.size + pending.size + books.count('creating') === 0) return 0;
    return Math.max(this.#pauses.list.until, requests.size > 0 ? this.#pauses.increase.until : 0);
  }

  /** Lists the fleet. @param since the beginning of the loop's turn, where the next follows if this listing finds no change; null where more hangs on it. */
  list(lane: CallLane, at: Ticks, effects: EffectSink, since: Ticks | null = null): void {
    const until = since === null ? 0 : this.quietUntil;
    const again = since === null || until <= at ? null : { since, interval: this.interval, step: this.#options.waitStep, until: neverAsNull(until) };
    effects.push({ kind: 'list', op: this.#begin(lane, at), runner: this.#runner, again });
  }

  /** Until when there is nothing to do for the loop but to list, if nothing changes: `never` where only a change could bring more, 0 where there is more already. */
  get quietUntil(): Ticks {
    const { requests, books } = this;
    if (requests.size > 0 || books.toSuspend.size > 0 || books.hasAbsent || this.#overdueSaid) return 0;
    return Math.min(this.#withdrawalDue, this.#decreaseDue);
  }

  /** When the oldest request that the fleet has accepted is overdue. */
  get #withdrawalDue(): Ticks {
    const { instanceAcquireTimeout, upstream } = this.#options;
    const { oldestAcceptedAt } = this.pending;
    return oldestAcceptedAt === null || upstream.pendingForEver ? never : oldestAcceptedAt + instanceAcquireTimeout;
  }

  /** When the fleet is next asked to delete an instance, for the first time or again. */
  get #decreaseDue(): Ticks {
    let due = never;
    for (const { deletedAt } of this.books.toRemove) due = Math.min(due, deletedAt === null ? 0 : deletedAt + this.#options.deletionRetryInterval + 1);
    return due;
  }

  /** Has the fleet delete what is due for it; false when nothing is. */
  decrease(lane: CallLane, at: Ticks, effects: EffectSink): boolean {
    const { toRemove } = this.books;
    if (toRemove.size === 0) return false;
    const due: Instance[] = [];
    for (const instance of toRemove) {
      if (instance.deletedAt === null || at - instance.deletedAt > this.#options.deletionRetryInterval) due.push(instance);
    }
    if (due.length === 0) return false;
    lane.ids = due.map((instance) => instance.id);
    effects.push({ kind: 'decrease', op: this.#begin(lane, at), runner: this.#runner, instances: due });
    return true;
  }

  /** Asks the fleet to take back what it accepted long ago and never showed; false when there is nothing, or nothing can be done about it. */
  withdraw(lane: CallLane, at: Ticks, effects: EffectSink): boolean {
    const { instanceAcquireTimeout, canWithdraw, upstream } = this.#options;
    if (this.pending.size === 0 || upstream.pendingForEver) return false;
    const count = this.pending.acceptedBy(at - instanceAcquireTimeout);
    if (count === 0) {
      this.#overdueSaid = false;
      return false;
    }
    if (!this.#overdueSaid) {
      this.#overdueSaid = true;
      this.#owner.decided({ kind: 'alert', what: canWithdraw ? 'never-materialised' : 'request-not-withdrawable', id: null }, effects);
    }
    if (!canWithdraw || at < this.#pauses.withdraw.until) return false;
    lane.count = count;
    effects.push({ kind: 'withdraw', op: this.#begin(lane, at), runner: this.#runner, count });
    return true;
  }

  /** Has the fleet suspend what is due for it; false when nothing is. */
  suspend(lane: CallLane, at: Ticks, effects: EffectSink): boolean {
    const { toSuspend } = this.books;
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

  /** Asks for the instances that are requested and that there is room for, those being deleted included; false when there are none. */
  increase(lane: CallLane, at: Ticks, effects: EffectSink): boolean {
    const count = Math.min(this.requests.size, this.maxInstances - this.pending.size - this.books.size);
    if (count <= 0 || at < this.#pauses.increase.until) return false;
    lane.count = count;
    effects.push({ kind: 'increase', op: this.#begin(lane, at), runner: this.#runner, count });
    return true;
  }

  /** Enters an answer in the books; true for a listing that succeeded. @param initial whether it is the listing of the start. */
  take(answer: FleetAnswer, lane: CallLane, initial: boolean, effects: EffectSink): boolean {
    const { at, fault } = answer;
    switch (answer.kind) {
      case 'fleet-listed':
        if (answer.unchanged !== undefined) this.books.heardUnchanged(answer.unchanged.previousAnsweredAt);
        return this.#takeListing(answer.changes, fault, lane, initial, at, effects);
      case 'fleet-decreased':
        this.#note('decrease', fault !== null || answer.succeeded.length === 0, at, effects);
        this.#takeDecrease(answer.succeeded, at, effects);
        return false;
      case 'fleet-increased':
        this.#note('increase', fault !== null || answer.succeeded === 0, at, effects);
        this.requests.moveTo(this.pending, Math.min(answer.succeeded, lane.count), at);
        return false;
      case 'fleet-withdrawn':
        this.#note('withdraw', fault !== null || answer.succeeded === 0, at, effects);
        this.pending.drop(Math.min(answer.succeeded, lane.count));
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

  save(): FleetCallsState {
    const { list, increase, decrease, withdraw } = this.#pauses;
    return {
      requests: this.requests.save(),
      pending: this.pending.save(),
      books: this.books.save(),
      pauses: { list: list.save(), increase: increase.save(), decrease: decrease.save(), withdraw: withdraw.save() },
      overdueSaid: this.#overdueSaid,
    };
  }

  restore(saved: FleetCallsState): void {
    this.requests.restore(saved.requests);
    this.pending.restore(saved.pending);
    this.books.restore(saved.books);
    for (const call of ['list', 'increase', 'decrease', 'withdraw'] as const) this.#pauses[call].restore(saved.pauses[call]);
    this.#overdueSaid = saved.overdueSaid;
  }

  #begin(lane: CallLane, at: Ticks): Op {
    lane.op = this.#nextOp();
    lane.startedAt = at;
    return lane.op;
  }

  #takeListing(changes: readonly InstanceChange[], fault: Fault | null, lane: CallLane, initial: boolean, at: Ticks, effects: EffectSink): boolean {
    this.#note('list', fault !== null, at, effects);
    if (fault !== null) return false;
    this.books.takeListing(changes, lane.startedAt, initial, at, effects);
    this.#observer?.listed(at);
    return true;
  }

  #takeDecrease(succeeded: readonly InstanceId[], at: Ticks, effects: EffectSink): void {
    for (const id of succeeded) {
      const instance = this.books.get(id);
      if (instance === undefined) continue;
      instance.deletedAt = at;
      instance.decreaseCount++;
      if (instance.decreaseCount === stuckAfterDecreases) this.#owner.decided({ kind: 'alert', what: 'stuck-deleting', id }, effects);
    }
  }

  #takeSuspend(succeeded: readonly InstanceId[], lane: CallLane, at: Ticks): void {
    for (const id of lane.ids) {
      const instance = this.books.get(id);
      if (instance !== undefined) instance.suspendedAt = at;
    }
    for (const id of succeeded) {
      const instance = this.books.get(id);
      if (instance !== undefined) this.books.clearSuspending(instance);
    }
    this.#observer?.suspended(succeeded.length, at);
  }

  /** Records how a call ended; a failed one is not repeated before its pause is over. */
  #note(call: PausedCall, failed: boolean, at: Ticks, effects: EffectSink): void {
    if (this.#options.upstream.noCallBackOff) return;
    const pause = this.#pauses[call];
    if (!failed) pause.succeeded();
    else if (pause.failed(at)) this.#owner.decided({ kind: 'back-off', what: call, until: pause.until }, effects);
  }
}
