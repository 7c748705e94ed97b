import { expect } from 'vitest';
import type { Decision } from '../../../core/decision.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Fault } from '../../../core/fault.ts';
import type { FleetAnswer } from '../../../core/fleet/fleet-calls.ts';
import type { Instance, ProviderState } from '../../../core/fleet/instance.ts';
import { ListingDelta } from '../../../core/fleet/listing-delta.ts';
import type { ProvisionerOptions, ProvisionerUpstream } from '../../../core/fleet/provisioner-options.ts';
import type { ProvisionerOwner } from '../../../core/fleet/provisioner-owner.ts';
import { Provisioner } from '../../../core/fleet/provisioner.ts';
import { never, type Ticks } from '../../../core/time.ts';

/** Milliseconds in a second. */
export const second = 1000;

/** How long each call takes. */
export const latency = 10;

export const ours: ProvisionerUpstream = { missedSlow: false, noCallBackOff: false, pendingForEver: false, turnsBesideShutdown: false };

const defaults: ProvisionerOptions = {
  second,
  maxInstances: 0,
  groupMaxSize: 100,
  updateInterval: 60 * second,
  updateIntervalWhenExpecting: 2 * second,
  waitStep: second,
  deletionRetryInterval: 60 * second,
  suspendRetryInterval: 60 * second,
  shutdownDeletionInterval: 10 * second,
  shutdownDeletionRetries: 3,
  resumeWaitForSuspended: 300 * second,
  instanceAcquireTimeout: 900 * second,
  canWithdraw: true,
  canSuspend: true,
  upstream: ours,
};

type Call = Extract<Effect, { readonly op: number }>;
type CallKind = 'list' | 'increase' | 'decrease' | 'withdraw' | 'suspend' | 'resume';

/** One line of what a provisioner did: a call, or what it told its owner. */
export interface LogLine {
  readonly at: Ticks;
  readonly what: string;
  readonly ids: readonly string[];
  readonly count: number;
}

/** A provisioner in milliseconds with an owner that writes down and a cloud in which nothing happens by itself. */
export class FleetRig implements ProvisionerOwner {
  readonly provisioner: Provisioner;
  readonly log: LogLine[] = [];
  readonly decisions: (Decision & { readonly at: Ticks })[] = [];
  /** What the cloud lists. */
  readonly listing = new Map<string, ProviderState>();
  /** The calls that fail. */
  readonly failing = new Set<CallKind>();
  /** How many of what a call names take effect. */
  partial = Infinity;
  alive = false;
  /** What the owner does inside a callback. */
  onDiscovered: (instance: Instance) => void = () => undefined;
  now: Ticks = 0;
  readonly #effects: Effect[] = [];
  readonly #underWay: { readonly at: Ticks; readonly call: Call }[] = [];
  readonly #delta = new ListingDelta();
  #op = 0;

  constructor(options: Partial<ProvisionerOptions> = {}) {
    this.provisioner = new Provisioner({ ...defaults, ...options }, this, () => ++this.#op, 0);
  }

  /** Starts, and runs until the first turn has ended. */
  start(): this {
    this.provisioner.start(this.now, this.#effects);
    return this.run(this.now + 10 * latency);
  }

  /** Lets time pass until `until`, inclusive. */
  run(until: Ticks): this {
    for (;;) {
      this.#carryOut();
      const next = this.#underWay[0];
      const at = Math.min(next?.at ?? never, this.provisioner.wakeAt);
      if (at > until) break;
      this.now = at;
      if (next?.at === at) {
        this.#underWay.shift();
        this.provisioner.completed(this.#answer(next.call), this.#effects);
      } else {
        this.provisioner.wake(at, this.#effects);
      }
    }
    this.now = until;
    return this;
  }

  request(count: number): void {
    this.provisioner.request(count, this.now);
  }

  remove(...ids: string[]): void {
    for (const id of ids) this.provisioner.remove(this.instance(id), 'idle', this.now);
  }

  resume(...ids: string[]): void {
    this.provisioner.resume(ids, this.now, this.#effects);
  }

  shutDown(): void {
    this.provisioner.beginShutdown(this.now, this.#effects);
  }

  instance(id: string): Instance {
    const instance = this.provisioner.instance(id);
    if (instance === undefined) throw new Error(`no instance ${id}`);
    return instance;
  }

  /** When something happened, in order. */
  times(what: string): Ticks[] {
    return this.log.filter((line) => line.what === what).map((line) => line.at);
  }

  /** What happened in order, without listings. */
  story(): string[] {
    return this.log
      .filter((line) => line.what !== 'list' && line.what !== 'places')
      .map(({ what, ids, count }) => [what, ...ids, ...(count > 0 ? [count] : [])].join(' '));
  }

  // --- the owner

  discovered(instance: Instance): void {
    this.#write('discovered', [instance.id]);
    this.onDiscovered(instance);
  }

  stateChanged(instance: Instance): void {
    this.#write(instance.state, [instance.id]);
  }

  missed(instance: Instance): void {
    this.#write('missed', [instance.id], instance.missedCount);
  }

  isAlive(): boolean {
    return this.alive;
  }

  gone(instance: Instance): void {
    this.#write('gone', [instance.id, instance.state]);
  }

  placesChanged(): void {
    this.#write('places');
  }

  decided(decision: Decision): void {
    this.decisions.push({ ...decision, at: this.now });
  }

  closed(): void {
    this.#write('closed');
  }

  startFailed(fault: Fault): void {
    this.#write('start failed', [fault.detail]);
  }

  resumptionEnded(_ids: readonly string[], fault: Fault | null): void {
    this.#write('resumed', [fault?.detail ?? 'well']);
  }

  // --- the cloud

  #carryOut(): void {
    for (const effect of this.#effects.splice(0)) {
      if (!('op' in effect)) continue;
      const call = effect as Call & { readonly kind: CallKind };
      if (call.kind !== 'resume') expect(this.#underWay.filter(({ call: { kind } }) => kind !== 'resume')).toEqual([]);
      this.#write(call.kind, idsOf(call), 'count' in call ? call.count : 0);
      this.#underWay.push({ at: this.now + latency, call });
    }
  }

  #answer(call: Call): FleetAnswer {
    const { op } = call;
    const at = this.now;
    const failed = this.failing.has(call.kind as CallKind);
    const fault: Fault | null = failed ? { code: 'throttled', detail: 'slow down' } : null;
    const most = failed ? Math.min(this.partial, 0) : this.partial;
    const succeeded = idsOf(call).slice(0, most);
    switch (call.kind) {
      case 'list':
        return { kind: 'fleet-listed', op, at, changes: failed ? [] : this.#delta.changes(this.listing), fault };
      case 'increase':
        return { kind: 'fleet-increased', op, at, succeeded: Math.min(call.count, most), fault };
      case 'withdraw':
        return { kind: 'fleet-withdrawn', op, at, succeeded: Math.min(call.count, most), fault };
      case 'decrease':
        return { kind: 'fleet-decreased', op, at, succeeded, fault };
      case 'suspend':
        return { kind: 'fleet-suspended', op, at, succeeded, fault };
      case 'resume':
        return { kind: 'fleet-resumed', op, at, succeeded, fault };
      default:
        throw new Error(`a provisioner does not ask for ${call.kind}`);
    }
  }

  #write(what: string, ids: readonly string[] = [], count = 0): void {
    this.log.push({ at: this.now, what, ids, count });
  }
}

function idsOf(call: Call): string[] {
  if (call.kind === 'decrease') return call.instances.map(({ id }) => id);
  return 'ids' in call ? [...call.ids] : [];
}
