import type { Decision } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event, InstanceChange, UnchangedListings } from '../../core/event.ts';
import type { Fault } from '../../core/fault.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import { eventKind } from '../engine/event-kind.ts';
import { Handles } from '../engine/handles.ts';
import type { HostColumns } from '../measure/run-record.ts';
import { compileDistribution } from '../random/distributions.ts';
import type { DurationSampler } from '../random/duration-sampler.ts';
import { RandomStream } from '../random/random-stream.ts';
import { ApiGate, type ApiCall } from './api-gate.ts';
import { CloudGroup, type GroupStep } from './cloud-group.ts';
import type { CloudInstance } from './cloud-instance.ts';
import { HeldListing } from './held-listing.ts';
import { HeldListings } from './held-listings.ts';
import type { World } from './world.ts';

type FleetCall = Extract<Effect, { kind: 'increase' | 'decrease' | 'withdraw' | 'suspend' | 'resume' }>;
type ReachEffect = Extract<Effect, { kind: 'prepare-instance' | 'probe-instance' }>;

/** A call on its way to the fleet: what it asks is done when it arrives. */
interface Call {
  readonly generation: number;
  readonly effect: FleetCall | Extract<Effect, { kind: 'list' }>;
  readonly fault: Fault | null;
  /** The listing, where it stands for others. */
  readonly held: HeldListing | null;
}

/** How long a probe waits for an answer that does not come. */
const probeTimeoutMs = 10_000;

const noAnswer: Fault = { code: 'timeout', detail: 'the instance did not answer in time' };
const unsupported: Fault = { code: 'conflict', detail: 'the fleet can not suspend instances' };
const noIds: readonly string[] = [];
const noChanges: readonly InstanceChange[] = [];

/** The fleets of all runners: calls take time, may fail, and change the fake clouds; instances are reached over the fake network. */
export class FleetWorld {
  readonly groups: readonly CloudGroup[];
  readonly gates: readonly ApiGate[];
  readonly listings: HeldListings;
  readonly #world: World;
  readonly #calls = new Handles<Call>();
  readonly #answers = new Handles<{ generation: number; event: Event }>();
  readonly #moves = new Handles<{ group: number; instance: CloudInstance; step: GroupStep }>();
  readonly #connect: DurationSampler;
  readonly #readyCommand: DurationSampler;
  readonly #reach: RandomStream;
  /** By the core's ordinal of an instance, per runner, so that a job finds its instance without a look-up by name. */
  readonly #byOrdinal: (CloudInstance | undefined)[][];
  #readyCount = 0;
  /** Whether somebody may interfere with the listings, so that each is made at its time. */
  readonly #isDisturbed: boolean;

  constructor(world: World) {
    this.#world = world;
    const { fleet } = world.plan.scenario;
    const { runners } = world.plan.manager;
    this.#connect = compileDistribution(fleet.connect);
    this.#readyCommand = compileDistribution(fleet.readyCommand);
    this.#reach = new RandomStream(world.seed, 'fleet.reach');
    this.#byOrdinal = runners.map(() => []);
    const latency = compileDistribution(fleet.api.latency);
    const listLatency = compileDistribution(fleet.api.listLatency);
    this.#isDisturbed = world.plan.scenario.faults.length > 0 || world.options.interventions !== undefined || world.options.pollAll === true;
    this.listings = new HeldListings(world, runners.length, (held, at, kind) => {
      const { generation, effect } = held;
      world.events.push(at, kind, this.#calls.put({ generation, effect, fault: null, held }));
    });
    this.gates = runners.map(
      (_, index) =>
        new ApiGate(
          fleet.api,
          latency,
          listLatency,
          new RandomStream(world.seed, `fleet.${String(index)}.latency`),
          new RandomStream(world.seed, `fleet.${String(index)}.errors`),
        ),
    );
    this.groups = runners.map(
      (runner, index) =>
        new CloudGroup(
          fleet,
          runner.autoscaler.groupMaxSize,
          runners.length > 1 ? `${String(index)}-` : '',
          world.seed,
          world.instances,
          this.#groupWorld(index),
        ),
    );
  }

  /** The cloud's side of an instance that the core names. */
  cloudOf(runner: number, instance: Instance): CloudInstance | undefined {
    const known = this.#byOrdinal[runner]?.[instance.ordinal];
    return known?.id === instance.id ? known : this.groups[runner]?.instances.get(instance.id);
  }

  list(effect: Extract<Effect, { kind: 'list' }>): void {
    const { again, runner } = effect;
    const gate = this.gates[runner] as ApiGate;
    const { now, life } = this.#world;
    const fault = gate.enter(now, 'list');
    const isAwaited = again === null || fault !== null || (this.groups[runner] as CloudGroup).newsAt <= now;
    if (isAwaited || this.#isDisturbed || !gate.letsNextIn(again, now)) {
      this.#send(effect, 'list', fault);
      return;
    }
    this.listings.add(new HeldListing(effect, again, life.generation, gate, now), again.until);
  }

  call(effect: FleetCall): void {
    this.#send(effect, 'change', (this.gates[effect.runner] as ApiGate).enter(this.#world.now, 'change'));
  }

  /** A call has come back, or a held listing has been held for as long as it may be. */
  callEnded(handle: number): void {
    const { generation, effect, fault, held } = this.#calls.take(handle);
    if (held === null) this.#tellAnswer(generation, effect, fault, null);
    else if (held.isOver) return;
    else if (held.scheduled === 'answer' && held.answeredAt === this.#world.now) this.#tellAnswer(generation, effect, fault, this.listings.end(held, false));
    else this.listings.release(held);
  }

  #tellAnswer(generation: number, effect: Call['effect'], fault: Fault | null, unchanged: UnchangedListings | null): void {
    const answer = this.#answer(effect, fault, unchanged);
    if (generation === this.#world.life.generation) this.#world.tell(answer);
  }

  /** A held listing that somebody asks for begins. */
  listingBegins(handle: number): void {
    this.listings.begin(this.#calls.take(handle).held as HeldListing);
  }

  /** Runs the ready command of an instance, or probes it. */
  reach(effect: ReachEffect): void {
    const { now } = this.#world;
    const { instance, op, runner } = effect;
    const cloud = this.cloudOf(runner, instance);
    const isPreparation = effect.kind === 'prepare-instance';
    if (isPreparation && cloud !== undefined) (this.#byOrdinal[runner] as (CloudInstance | undefined)[])[instance.ordinal] = cloud;
    const budget = isPreparation ? (this.#world.plan.manager.runners[runner]?.job.dialTimeout ?? probeTimeoutMs) : probeTimeoutMs;
    const reachableAt =
      cloud === undefined || cloud.stuck || cloud.phase === 'gone' ? Number.POSITIVE_INFINITY : Math.max(now, cloud.readyAt, cloud.unreachableUntil);
    const isReached = reachableAt <= now + budget;
    const work = this.#connect.sample(this.#reach.next()) + (isPreparation ? this.#readyCommand.sample(this.#reach.next()) : 0);
    const at = isReached ? reachableAt + work : now + budget;
    if (!isReached) this.#world.count(isPreparation ? 'ready_up' : 'probe');
    const event: Event = { kind: isPreparation ? 'instance-prepared' : 'instance-probed', at, op, fault: isReached ? null : noAnswer };
    this.#world.events.push(
      at,
      isPreparation ? eventKind.instancePrepared : eventKind.instanceProbed,
      this.#answers.put({ generation: this.#world.life.generation, event }),
    );
    if (isPreparation && isReached && cloud !== undefined) this.#expectReady(runner, instance, cloud);
  }

  /** An instance has answered. */
  reached(handle: number): void {
    const { generation, event } = this.#answers.take(handle);
    if (generation !== this.#world.life.generation) return;
    this.#world.tell(event);
    this.#noticeReady();
  }

  /** What was scheduled for an instance of the cloud has come. */
  moved(handle: number): void {
    const { group, instance, step } = this.#moves.take(handle);
    const fleet = this.groups[group] as CloudGroup;
    if (step === 'scrubbed') {
      this.#levels();
      return;
    }
    if (step === 'notice' && instance.phase !== 'gone') {
      this.#world.tell({ kind: 'instance-interrupted', at: this.#world.now, runner: group, id: instance.id });
      return;
    }
    if (step === 'reclaim') {
      if (instance.phase === 'gone') return;
      this.#world.count('spot');
      fleet.kill(instance);
      return;
    }
    fleet.step(instance, step);
  }

  /** What the core decided about instances goes into their rows. */
  decided(runner: number, decision: Decision): void {
    if (decision.kind !== 'remove') return;
    const cloud = this.groups[runner]?.instances.get(decision.id);
    if (cloud === undefined) return;
    this.#world.instances.removed(cloud.row, this.#world.now, decision.reason);
    this.#leaveReady(cloud);
  }

  forgetListings(): void {
    for (const group of this.groups) group.forgetListings(this.#world.now);
    for (const group of this.groups) for (const instance of group.instances.values()) this.#leaveReady(instance);
    this.#preparing.length = 0;
  }

  /** Instances that the cloud has and nobody knows. */
  leaked(): number {
    const { manager } = this.#world;
    let count = 0;
    this.groups.forEach((group, runner) => {
      const provisioner = manager?.runners[runner]?.scaler.provisioner;
      for (const instance of group.instances.values()) if (instance.phase !== 'deleting' && provisioner?.instance(instance.id) === undefined) count++;
    });
    return count;
  }

  /** Allocations of dedicated hosts, of all fleets; null where there are none. */
  hosts(end: number): HostColumns | null {
    const all = this.groups.flatMap(({ hosts }) => (hosts === null ? [] : [hosts.columns(end)]));
    if (all.length === 0) return null;
    const join = (of: (columns: HostColumns) => Float64Array): Float64Array => Float64Array.from(all.flatMap((columns) => [...of(columns)]));
    return {
      count: all.reduce((count, columns) => count + columns.count, 0),
      allocatedAt: join((columns) => columns.allocatedAt),
      releasedAt: join((columns) => columns.releasedAt),
    };
  }

  readonly #preparing: { runner: number; instance: Instance; cloud: CloudInstance }[] = [];

  #expectReady(runner: number, instance: Instance, cloud: CloudInstance): void {
    this.#preparing.push({ runner, instance, cloud });
  }

  /** Finds which of the instances in preparation the core has made ready. */
  #noticeReady(): void {
    for (let index = this.#preparing.length - 1; index >= 0; index--) {
      const { instance, cloud } = this.#preparing[index] as { instance: Instance; cloud: CloudInstance };
      if (instance.readiness === 'preparing' && cloud.phase !== 'gone') continue;
      this.#preparing.splice(index, 1);
      if (instance.readiness !== 'ready' || cloud.phase === 'gone' || instance.removing) continue;
      cloud.ready = true;
      this.#readyCount++;
      this.#world.instances.ready(cloud.row, this.#world.now);
      this.#levels();
    }
  }

  #leaveReady(cloud: CloudInstance): void {
    if (!cloud.ready) return;
    cloud.ready = false;
    this.#readyCount--;
    this.#levels();
  }

  /** Lets a call be answered. @param fault why it was not let in; null where it was. */
  #send(effect: Call['effect'], call: ApiCall, fault: Fault | null): void {
    const gate = this.gates[effect.runner] as ApiGate;
    const { now, events, life } = this.#world;
    events.push(now + gate.latency(call), eventKind.callEnds, this.#calls.put({ generation: life.generation, effect, fault, held: null }));
  }

  #answer(effect: Call['effect'], fault: Fault | null, unchanged: UnchangedListings | null): Event {
    const { now: at } = this.#world;
    const { op } = effect;
    const group = this.groups[effect.runner] as CloudGroup;
    switch (effect.kind) {
      case 'list':
        return listed(at, op, fault === null ? group.list(at) : noChanges, fault, unchanged);
      case 'increase': {
        const done = fault === null ? group.increase(effect.count) : { succeeded: 0, fault };
        return { kind: 'fleet-increased', at, op, succeeded: done.succeeded, fault: done.fault };
      }
      case 'decrease':
        return { kind: 'fleet-decreased', at, op, succeeded: fault === null ? group.decrease(effect.instances) : noIds, fault };
      case 'withdraw':
        return { kind: 'fleet-withdrawn', at, op, succeeded: fault === null ? group.withdraw(effect.count) : 0, fault };
      case 'suspend':
        return { kind: 'fleet-suspended', at, op, succeeded: noIds, fault: unsupported };
      case 'resume':
        return { kind: 'fleet-resumed', at, op, succeeded: noIds, fault: unsupported };
    }
  }

  #levels(): void {
    let instances = 0;
    let deleting = 0;
    let recycling = 0;
    let promised = 0;
    const { now } = this.#world;
    for (const { hosts, instances: all, deleting: going } of this.groups) {
      promised += hosts?.promised(now) ?? 0;
      instances += all.size;
      deleting += going;
      recycling += hosts?.recycling(now) ?? 0;
    }
    const { areas } = this.#world.levels;
    areas.instances.set(instances, now);
    areas.deleting.set(deleting, now);
    areas.ready.set(this.#readyCount, now);
    areas.booting.set(Math.max(0, instances - deleting - this.#readyCount - promised), now);
    areas.recycling.set(recycling, now);
  }

  #groupWorld(group: number): ConstructorParameters<typeof CloudGroup>[5] {
    const world = this.#world;
    return {
      get now() {
        return world.now;
      },
      schedule: (at, instance, step) => {
        const kind = step === 'notice' ? eventKind.interruptionNotice : step === 'reclaim' ? eventKind.instanceDies : eventKind.instanceMoves;
        world.events.push(at, kind, this.#moves.put({ group, instance, step }));
      },
      moved: () => {
        this.#levels();
      },
      news: (at) => {
        if (at > world.now) world.events.push(at, eventKind.newsShows, group);
        else this.listings.newsShows(group);
      },
      died: (instance) => {
        this.#leaveReady(instance);
        world.flow.runs.disconnect(instance);
      },
      count: (error) => {
        world.count(error);
      },
    };
  }
}

function listed(at: number, op: number, changes: readonly InstanceChange[], fault: Fault | null, unchanged: UnchangedListings | null): Event {
  return unchanged === null ? { kind: 'fleet-listed', at, op, changes, fault } : { kind: 'fleet-listed', at, op, changes, fault, unchanged };
}
