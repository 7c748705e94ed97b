import { assert } from '../assert.ts';
import { BackOff } from '../back-off.ts';
import type { AutoscalerConfig, PolicyConfig } from '../config.ts';
import type { CapacityInputs, Decision, RefusalReason } from '../decision.ts';
import type { EffectSink } from '../effect.ts';
import type { Event } from '../event.ts';
import type { Fault } from '../fault.ts';
import type { Instance, ProviderState } from '../fleet/instance.ts';
import { Provisioner } from '../fleet/provisioner.ts';
import type { ProvisionerOwner } from '../fleet/provisioner-owner.ts';
import type { Op, RunnerIndex } from '../ids.ts';
import type { RemovalReason } from '../removal-reason.ts';
import { never, type Ticks } from '../time.ts';
import type { Acquisition } from './acquisition.ts';
import { BringUp } from './bring-up.ts';
import { DemandWindow } from './demand-window.ts';
import { evaluationDue, grow, nextSurplusDue, shrink } from './evaluation.ts';
import { HealthWatch } from './health-watch.ts';
import { idleTarget } from './idle-target.ts';
import { defaultPolicy, isPreemptive, policyInForce } from './policy.ts';
import { Pool } from './pool.ts';
import { provisionerOptions } from './provisioner-options.ts';
import { ScaleThrottle } from './scale-throttle.ts';
import { SlotAllocation } from './slot-allocation.ts';
import type { StoredInstance } from './stored-instance.ts';
import { newInstanceSlots } from './usable-slots.ts';

/** What a scaler asks of the manager that it belongs to. */
export interface ScalerHost {
  nextOp(): Op;
  /** The most jobs that this runner may ever have in hand: min(concurrent, limit). */
  jobLimit(): number;
  /** Whether the manager takes no more jobs than it has, and those that open requests bring. */
  isEnding(): boolean;
  /** Whether the runner would ask for a job now, and only a missing ready slot keeps it from doing so. */
  isStarved(at: Ticks): boolean;
  /** A job began to wait for a slot. */
  waits(acquisition: Acquisition, at: Ticks): void;
  /** The fleet is shut down. */
  closed(at: Ticks, effects: EffectSink): void;
}

/** Misses of an instance from one probe of it to the next. */
const missesBetweenProbes = 6;

/** Pause between failed creations, first and longest, in seconds. @remarks Source: design, "ready-command failures". */
const creationPauseSeconds = { first: 1, longest: 300 };

/**
 * One runner's autoscaler: which slots are promised, which instances are wanted, which may go. It owns the slot part of every instance; the
 * provisioner below it owns the provider part.
 */
export class Scaler implements ProvisionerOwner {
  config: AutoscalerConfig;
  readonly runner: RunnerIndex;
  readonly host: ScalerHost;
  readonly pool: Pool;
  provisioner: Provisioner;
  readonly slots: SlotAllocation;
  readonly bringUp: BringUp;
  readonly health: HealthWatch;
  readonly throttle: ScaleThrottle;
  readonly window = new DemandWindow();
  readonly creationBackOff: BackOff;
  policy: PolicyConfig;
  policyIndex: number | null = null;
  /** Jobs received since the last request that had to wait or came back empty. */
  streak = 0;
  /** What the last scale-up decision said, so that it is said once. */
  lastGrowth = '';
  evaluatedAt: Ticks = never;
  evaluateAt: Ticks = never;
  /** Instances known from before the manager's start, by id, until they are seen. */
  readonly stored: Map<string, StoredInstance>;
  readonly second: Ticks;
  /** Whether something has changed since the last evaluation that one could answer. */
  touched = true;
  shuttingDown = false;
  /** Why the fleet could not be taken up; then no job is requested for it, and no instance. */
  startFault: Fault | null = null;

  constructor(config: AutoscalerConfig, second: Ticks, runner: RunnerIndex, host: ScalerHost, stored: readonly StoredInstance[]) {
    this.config = config;
    this.runner = runner;
    this.host = host;
    this.pool = new Pool(config);
    this.slots = new SlotAllocation(this);
    this.bringUp = new BringUp(this);
    this.health = new HealthWatch(this, second);
    this.throttle = new ScaleThrottle(config.scaleLimit, config.scaleBurst, second);
    this.creationBackOff = new BackOff(creationPauseSeconds.first * second, creationPauseSeconds.longest * second);
    this.policy = defaultPolicy(second);
    this.stored = new Map(stored.map((instance) => [instance.id, instance]));
    this.second = second;
    this.provisioner = new Provisioner(...this.provisionerParameters);
  }

  /** What a provisioner of this scaler is made with. */
  get provisionerParameters(): ConstructorParameters<typeof Provisioner> {
    return [provisionerOptions(this.config, this.second), this, () => this.host.nextOp(), this.runner];
  }

  get preemptive(): boolean {
    return isPreemptive(this.policy);
  }

  /** The most instances that may exist, whatever their state. */
  get maxInstances(): number {
    return this.provisioner.maxInstances;
  }

  /** Instances that may still be asked for. */
  get room(): number {
    return this.startFault !== null ? 0 : Math.max(0, this.maxInstances - this.provisioner.knownCount);
  }

  /** F: usable slots on counted instances and on those on order. */
  get free(): number {
    return this.pool.readyFree + this.pool.unreadyFree + this.provisioner.requestedCount * newInstanceSlots(this.config);
  }

  /** Slots that can still appear on instances that are not ready. */
  get potential(): number {
    return this.pool.unreadyFree + (this.provisioner.requestedCount + this.room) * newInstanceSlots(this.config);
  }

  /** Puts changed policies in force; the other keys of the autoscaler need a restart. @remarks Source: semantics.md §1.4. */
  configure(config: AutoscalerConfig): void {
    this.config = { ...this.config, policies: config.policies };
    this.pool.config = this.config;
    const policy = this.policyAt(this.policyIndex);
    if (policy === undefined) this.policyIndex = null;
    this.policy = policy ?? defaultPolicy(this.second);
  }

  start(at: Ticks, effects: EffectSink): void {
    this.provisioner.start(at, effects);
    this.touch();
  }

  /** Puts the policy in force that the calendar's active periods select. */
  scheduleChanged(active: readonly number[], effects: EffectSink): void {
    const index = policyInForce(active);
    const policy = this.policyAt(index);
    this.policyIndex = policy === undefined ? null : index;
    this.policy = policy ?? defaultPolicy(this.second);
    this.decided({ kind: 'switch-policy', policy: this.policyIndex }, effects);
    this.touch();
  }

  /** T: the idle target, with what a burst adds while jobs come faster than ready slots. */
  target(at: Ticks): number {
    const { pool, policy } = this;
    const left = Math.max(0, this.host.jobLimit() - pool.acquired - pool.waiting.size);
    let target = idleTarget(policy, pool.acquired);
    if (policy.burstFactor > 0 && this.streak > 0 && this.preemptive && this.host.isStarved(at)) {
      target = Math.max(target, Math.min(Math.ceil(policy.burstFactor * this.streak), left));
    }
    return this.config.maxUseCount === 0 && !this.config.upstream.requiredFormula ? Math.min(target, left) : target;
  }

  /** The part of a target that the fleet grows to: a manager that ends makes no instance but for jobs in hand. What idles is kept as ever, for the next one. */
  growthTarget(target: number): number {
    return this.host.isEnding() && !this.config.upstream.plainShutdown ? 0 : target;
  }

  /**
   * Why no key can be reserved now; null when one can.
   *
   * @param released reserved keys that are dropped first.
   * @remarks Source: semantics.md §2.4.
   */
  refusal(released = 0): RefusalReason | null {
    if (this.shuttingDown) return 'shutting-down';
    if (this.startFault !== null) return 'no-potential-capacity';
    const { pool } = this;
    const available = pool.available + released;
    if (available <= 0) {
      if (this.preemptive) return 'no-available-capacity';
      if (available + this.potential <= 0) return 'no-potential-capacity';
    }
    if (this.config.reservationThrottling && pool.readyFree > 0 && pool.unbound >= Math.max(1, pool.readyFree - this.config.capacityPerInstance))
      return 'throttled';
    return null;
  }

  /** Marks an instance for removal; the provisioner deletes it at its next turn. */
  remove(instance: Instance, reason: RemovalReason, at: Ticks, effects: EffectSink): void {
    assert(instance.acquiredCount === 0 || reason === 'shutdown', 'an instance with a job is not removed');
    if (instance.removing) return;
    const isIdle = instance.readiness === 'ready' && instance.acquiredCount === 0;
    const idleFor = isIdle ? at - instance.idleAt : null;
    this.decided({ kind: 'remove', id: instance.id, reason, slots: instance.usableCount, idleFor, inputs: this.inputs(at) }, effects);
    this.provisioner.remove(instance, reason, at);
    this.pool.idle.remove(instance);
    this.pool.recount(instance);
    this.touch();
  }

  /** Takes no more jobs on an instance that the cloud will take back. */
  interrupted(instance: Instance, at: Ticks, effects: EffectSink): void {
    if (instance.removing || instance.draining) return;
    instance.draining = true;
    this.pool.recount(instance);
    if (instance.acquiredCount === 0) this.remove(instance, 'interrupted', at, effects);
    this.touch();
  }

  // --- what the provisioner says

  discovered(instance: Instance, at: Ticks, effects: EffectSink): void {
    const stored = this.stored.get(instance.id);
    if (stored !== undefined) {
      instance.useCount = stored.useCount;
      instance.restoredJobs = stored.acquiredCount;
      instance.restored = true;
      this.stored.delete(instance.id);
    }
    this.pool.recount(instance);
    if (this.shuttingDown) this.#discoveredLate(instance, at, effects);
    else if (instance.state === 'running') this.bringUp.begin(instance, at, effects);
    this.touch();
  }

  stateChanged(instance: Instance, previous: ProviderState, at: Ticks, effects: EffectSink): void {
    if (instance.state === 'running' && instance.readiness === 'unready' && !instance.removing && !this.shuttingDown) this.bringUp.begin(instance, at, effects);
    else if (instance.state === 'deleting' && previous !== 'deleting') instance.draining = true;
    this.pool.recount(instance);
    if (instance.usableCount > 0) this.slots.serve(effects);
    this.touch();
  }

  missed(instance: Instance, _at: Ticks, effects: EffectSink): void {
    if (this.config.upstream.missedSlow) return;
    if (instance.missedCount === 1) this.health.doubt(instance, { code: 'not-found', detail: 'a listing did not name the instance' }, effects);
    // What listings leave out for long is asked again whether it lives.
    else if (instance.missedCount % missesBetweenProbes === 0) this.health.check(instance, effects);
  }

  /** Whether a probe has shown, since the listing last named it, that an instance lives. */
  isAlive(instance: Instance): boolean {
    return instance.missedCount > 0 && instance.readiness === 'ready' && !instance.suspect && !instance.removing;
  }

  gone(instance: Instance, at: Ticks, effects: EffectSink): void {
    const jobs = instance.acquiredCount;
    if (!instance.removing || jobs > 0) this.decided({ kind: 'lose-instance', id: instance.id, jobs }, effects);
    this.pool.acquired -= jobs;
    for (const key of instance.slots) if (key !== 0) effects.push({ kind: 'stop-job', runner: this.runner, key, cause: 'instance-vanished' });
    instance.vanished = true;
    this.pool.drop(instance);
    this.window.record(at, this.pool.acquired + this.pool.waiting.size);
    this.touch();
  }

  placesChanged(): void {
    this.touch();
  }

  decided(decision: Decision, effects: EffectSink): void {
    effects.push({ kind: 'decided', runner: this.runner, decision });
  }

  startFailed(fault: Fault, _at: Ticks, effects: EffectSink): void {
    this.startFault = fault;
    this.decided({ kind: 'alert', what: 'start-failed', id: null }, effects);
  }

  closed(at: Ticks, effects: EffectSink): void {
    this.host.closed(at, effects);
  }

  // --- completions

  /** Whether a completion is an answer to this scaler. */
  owns(op: Op): boolean {
    return this.provisioner.owns(op) || this.bringUp.owns(op) || this.health.owns(op);
  }

  /** An answer of the fleet. */
  completed(event: Extract<Event, { readonly op: Op; readonly kind: `fleet-${string}` }>, effects: EffectSink): void {
    if (event.kind === 'fleet-increased') this.throttle.take(event.succeeded, event.at);
    this.provisioner.completed(event, effects);
  }

  prepared(op: Op, fault: Fault | null, at: Ticks, effects: EffectSink): void {
    this.bringUp.ended(op, fault, at, effects);
  }

  probed(op: Op, fault: Fault | null, at: Ticks, effects: EffectSink): void {
    this.health.probed(op, fault, at, effects);
  }

  // --- time

  get wakeAt(): Ticks {
    return Math.min(this.evaluateAt, this.provisioner.wakeAt, this.health.wakeAt);
  }

  wake(at: Ticks, effects: EffectSink): void {
    if (this.health.wakeAt <= at) this.health.wake(at, effects);
    if (this.evaluateAt <= at) this.evaluate(at, effects);
    if (this.provisioner.wakeAt <= at) this.provisioner.wake(at, effects);
  }

  /** Something changed that an evaluation could answer. */
  touch(): void {
    this.touched = true;
  }

  /** After every event: sets the next evaluation, at most one a second, where there is something to decide. */
  settle(at: Ticks, effects: EffectSink): void {
    // What exists already is neither asked for again nor left out of the count against max_instances.
    if (!this.touched || this.shuttingDown || !this.provisioner.hasListed) return;
    // A retry may take the instance that failed it as soon as nothing else can exist.
    if (this.pool.waiting.size > 0) this.slots.serve(effects);
    this.touched = false;
    // What fell due before, under another policy or another demand, is due now.
    const due = Math.max(at, evaluationDue(this, at));
    this.evaluateAt = this.#onGrid(due === never || this.evaluatedAt === never ? due : Math.max(due, this.evaluatedAt + this.second));
  }

  /** Compares what is wanted with what is there, asks for instances and lets instances go. */
  evaluate(at: Ticks, effects: EffectSink): void {
    this.evaluatedAt = at;
    this.touched = false;
    const target = this.target(at);
    shrink(this, target, at, effects);
    this.evaluateAt = grow(this, this.growthTarget(this.target(at)), at, effects);
    this.evaluateAt = this.#onGrid(Math.min(this.evaluateAt, nextSurplusDue(this, this.target(at), at)));
  }

  /** As upstream evaluates: at the next whole second, once in each. */
  #onGrid(due: Ticks): Ticks {
    if (!this.config.upstream.evaluationGrid || due === never) return due;
    const earliest = this.evaluatedAt === never ? due : Math.max(due, this.evaluatedAt + 1);
    return Math.ceil(earliest / this.second) * this.second;
  }

  /** Stops scaling; with delete_instances_on_shutdown every instance is marked for removal. @remarks Source: semantics.md §2.10. */
  shutDown(at: Ticks, effects: EffectSink): void {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    if (this.config.deleteInstancesOnShutdown) for (const instance of [...this.provisioner.instances()]) this.remove(instance, 'shutdown', at, effects);
    this.provisioner.beginShutdown(at, effects);
  }

  /** The terms of the capacity equation now. */
  inputs(at: Ticks): CapacityInputs {
    return {
      acquired: this.pool.acquired,
      pending: this.pool.waiting.size,
      reserved: this.pool.reserved,
      free: this.free,
      readyFree: this.pool.readyFree,
      idleTarget: this.target(at),
      instances: this.provisioner.knownCount,
      maxInstances: this.maxInstances,
    };
  }

  /** The policy of an index in file order; undefined for none. */
  policyAt(index: number | null): PolicyConfig | undefined {
    return index === null ? undefined : this.config.policies[index];
  }

  /** An instance that was on order when the shutdown began goes the way of the others. */
  #discoveredLate(instance: Instance, at: Ticks, effects: EffectSink): void {
    if (this.config.deleteInstancesOnShutdown) this.remove(instance, 'shutdown', at, effects);
  }
}
