import type { Fault } from '../../core/fault.ts';
import type { Instance, ProviderState } from '../../core/fleet/instance.ts';
import type { ProvisionerObserver } from '../../core/fleet/provisioner-observer.ts';
import type { ProvisionerOwner } from '../../core/fleet/provisioner-owner.ts';
import type { Provisioner } from '../../core/fleet/provisioner.ts';
import type { Ticks } from '../../core/time.ts';
import type { TraceEntry } from './fleet-scenario.ts';
import { millisecond } from './scripted-cloud.ts';

/** What the real metrics show for a span since an instant that was never set, in milliseconds: the longest span that Go can hold. */
const sinceNever = 9223372036854;

const countedStates = ['creating', 'running', 'suspending', 'suspended', 'resuming', 'deleting'] as const;

/** What the player needs to hear. */
export interface TraceListener {
  now(): Ticks;
  started(): void;
  startFailed(): void;
  closed(): void;
}

/** Writes down what a provisioner does, in the words, and with the quirks, of the real one's metrics and subscribers. */
export class ProvisionerTrace implements ProvisionerOwner, ProvisionerObserver {
  readonly entries: TraceEntry[] = [];
  readonly #resumeTimeout: number;
  readonly #listener: TraceListener;
  #provisioner!: Provisioner;
  readonly #updated = new Set<Instance>();
  readonly #waits: { instance: Instance; readonly state: ProviderState }[] = [];
  #lastCounts = '{}';
  #closed = false;
  #isClosing = false;

  /** @param resumeTimeout in milliseconds, for the message. */
  constructor(resumeTimeout: number, listener: TraceListener) {
    this.#resumeTimeout = resumeTimeout;
    this.#listener = listener;
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Looks at a provisioner from now on, which may be a restored one with records of its own. */
  watch(provisioner: Provisioner): void {
    this.#provisioner = provisioner;
    for (const wait of this.#waits) wait.instance = provisioner.instance(wait.instance.id) ?? wait.instance;
  }

  record(ev: string, values: Readonly<Record<string, unknown>>): void {
    this.entries.push({ t: Math.floor(this.#listener.now() / millisecond), ev, ...values });
  }

  recordCapacity(): void {
    const { pendingCount, requestedCount, maxInstances } = this.#provisioner;
    const count = (state: ProviderState): number => this.#provisioner.count(state);
    this.record('capacity', {
      creating: count('creating'),
      running: count('running'),
      suspended: count('suspended'),
      deleting: count('deleting'),
      requested: requestedCount,
      pending: pendingCount,
      max: maxInstances,
    });
  }

  /** Records when an instance reaches a state. */
  waitForState(id: string, state: ProviderState): void {
    const instance = this.#provisioner.instance(id);
    if (instance === undefined) return;
    this.#waits.push({ instance, state });
    this.#checkWaits(false);
  }

  /** A shutdown ends all waits. */
  endWaits(): void {
    this.#isClosing = true;
    this.#checkWaits(true);
  }

  /** Whether the shutdown has ended since the last call. */
  takeClosed(): boolean {
    const closed = this.#closed;
    this.#closed = false;
    return closed;
  }

  // --- the owner

  discovered(instance: Instance, at: Ticks): void {
    this.#updated.add(instance);
    this.record('op', { op: 'create' });
    if (instance.requestedAt === null) return;
    this.#observe('creation_time', at - instance.requestedAt);
    if (instance.state === 'running') this.#observe('is_running_time', at - instance.requestedAt);
  }

  stateChanged(instance: Instance): void {
    this.#updated.add(instance);
    // The real metric takes the time of discovery here, not the time at which the instance runs.
    if (instance.state === 'running' && instance.requestedAt !== null) this.#observe('is_running_time', instance.provisionedAt - instance.requestedAt);
    this.#checkWaits(false);
  }

  missed(): void {
    this.record('missed_update', {});
  }

  isAlive(): boolean {
    return false;
  }

  gone(instance: Instance, at: Ticks): void {
    this.#updated.add(instance);
    this.record('op', { op: 'delete' });
    this.#observe('deletion_time', instance.deletedAt === null ? null : at - instance.deletedAt);
    this.#observe('life_duration', at - instance.provisionedAt);
    this.#checkWaits(false);
  }

  placesChanged(): void {
    // Nobody scales here.
  }

  decided(): void {
    // The real provisioner keeps its reasons to itself.
  }

  closed(): void {
    this.#closed = true;
    this.#listener.closed();
  }

  startFailed(fault: Fault): void {
    this.record('init_error', { err: fault.detail });
    this.#listener.startFailed();
  }

  resumptionEnded(ids: readonly string[], fault: Fault | null): void {
    const within = fault?.code === 'timeout' ? ` within ${goDuration(this.#resumeTimeout)}` : '';
    this.record('resume_and_wait_done', { ids, err: fault === null ? null : fault.detail + within });
  }

  // --- the observer

  started(): void {
    this.record('init_done', {});
    this.#listener.started();
  }

  listed(): void {
    if (this.#updated.size > 0) {
      this.record('notify', { instances: [...this.#updated].map(({ id, state, cause }) => `${id}=${state} (${cause})`).sort() });
    }
    this.#updated.clear();
  }

  suspended(count: number): void {
    for (let done = 0; done < count; done++) this.record('op', { op: 'suspend' });
  }

  resumed(count: number): void {
    for (let done = 0; done < count; done++) this.record('op', { op: 'resume' });
  }

  turnEnded(): void {
    const { pendingCount, requestedCount } = this.#provisioner;
    const all: [string, number][] = [
      ['requested', requestedCount - pendingCount],
      ['pending', pendingCount],
      ...countedStates.map((state): [string, number] => [state, this.#provisioner.count(state)]),
    ];
    const counts = Object.fromEntries(all.filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
    const line = JSON.stringify(counts);
    if (line === this.#lastCounts) return;
    this.#lastCounts = line;
    this.record('counts', { counts });
  }

  #observe(metric: string, span: Ticks | null): void {
    this.record('observe', { metric, ms: span === null ? sinceNever : Math.floor(span / millisecond) });
  }

  #checkWaits(closed: boolean): void {
    for (const wait of [...this.#waits]) {
      const ok = wait.instance.state === wait.state;
      if (!ok && !closed) continue;
      this.#waits.splice(this.#waits.indexOf(wait), 1);
      this.record('wait_for_state_done', { id: wait.instance.id, state: wait.state, ok });
    }
  }
}

/** A span as Go prints it; here of whole seconds. */
function goDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = `${String(seconds % 60)}s`;
  if (hours > 0) return `${String(hours)}h${String(minutes % 60)}m${rest}`;
  return minutes > 0 ? `${String(minutes)}m${rest}` : rest;
}
