import { eventKind } from '../engine/event-kind.ts';
import { compileDistribution } from '../random/distributions.ts';
import { RandomStream } from '../random/random-stream.ts';
import type { FaultTargets, ScenarioFault } from '../scenario/scenario-fault.ts';
import type { CloudGroup } from './cloud-group.ts';
import type { CloudInstance } from './cloud-instance.ts';
import type { World } from './world.ts';

/** No job waits longer than this when a fleet has recovered. */
const recoveredWaitMs = 60_000;

/** Lets the faults of the scenario begin and end, and the waves of spot reclaims roll. */
export class FaultInjector {
  /** Milliseconds from each fault's end until no job waited long any more; NaN when never. */
  readonly recovery: number[];
  readonly #world: World;
  readonly #faults: readonly ScenarioFault[];
  readonly #draws: RandomStream;
  /** Faults that have begun and not ended, in the order of their beginnings. */
  readonly #open: ScenarioFault[] = [];
  /** Faults that have ended and whose recovery is still to come, by index. */
  #recovering: number[] = [];
  #waves = 0;

  constructor(world: World) {
    this.#world = world;
    this.#faults = world.plan.scenario.faults;
    this.#draws = new RandomStream(world.seed, 'faults');
    this.recovery = this.#faults.map(() => Number.NaN);
  }

  start(): void {
    this.#faults.forEach((fault, index) => {
      this.#world.events.push(fault.atMs, eventKind.faultBegins, index);
      this.#world.events.push(fault.atMs + fault.forMs, eventKind.faultEnds, index);
    });
    this.#world.options.interventions?.forEach(({ at }, index) => {
      this.#world.events.push(at, eventKind.faultBegins, this.#faults.length + index);
    });
    const { zones, spot } = this.#world.plan.scenario.fleet;
    if (spot !== null && spot.waveShare > 0 && spot.reclaimsPerHour > 0) zones.forEach((_, zone) => this.#scheduleWave(zone));
  }

  begins(index: number): void {
    if (index < 0) {
      this.#wave(-1 - index);
      return;
    }
    const fault = this.#faults[index];
    if (fault === undefined) {
      this.#world.options.interventions?.[index - this.#faults.length]?.act(this.#world);
      return;
    }
    this.#world.causes.openFaults++;
    this.#open.push(fault);
    this.#hold(fault.type);
    this.#strike(fault);
  }

  ends(index: number): void {
    const fault = this.#faults[index] as ScenarioFault;
    this.#world.causes.openFaults--;
    this.#open.splice(this.#open.indexOf(fault), 1);
    this.#recovering.push(index);
    this.#hold(fault.type);
    this.checkRecovery();
  }

  /** What a fault does when it begins, once. */
  #strike(fault: ScenarioFault): void {
    const { fleet, life, plan } = this.#world;
    const until = fault.atMs + fault.forMs;
    switch (fault.type) {
      case 'instance_loss':
      case 'foreign_termination':
        this.#spread(fault, fault, (group, instance, at) => group.endAt(instance, at));
        return;
      case 'spot_storm':
        this.#spread(
          fault,
          fault,
          (group, instance, at) => group.reclaim(instance, at + (plan.scenario.fleet.spot?.noticeMs ?? 0)),
          ({ spot }) => spot,
        );
        return;
      case 'zone_outage':
        for (const group of fleet.groups) for (const instance of [...group.instances.values()]) if (instance.zone === fault.zone) group.kill(instance);
        return;
      case 'network_partition':
        this.#spread(fault, fault, (_group, instance) => this.#cutOff(instance, until));
        return;
      case 'nesting_crash':
        this.#spread(
          fault,
          fault,
          (_group, instance) => this.#crashDaemon(instance, until),
          (_instance, runner) => plan.manager.runners[runner]?.job.vmIsolation === true,
        );
        return;
      case 'manager_restart':
        life.end(fault);
        return;
      default:
    }
  }

  /** Lets the faults of a type that are open be in force, and no others; of several that overlap the worst counts. */
  #hold(type: ScenarioFault['type']): void {
    const { fleet, flow } = this.#world;
    const { groups, gates } = fleet;
    switch (type) {
      case 'cloud_api_outage': {
        const errors = Math.max(0, ...this.#openOf(type).map((fault) => fault.errors));
        for (const gate of gates) gate.outage = errors;
        return;
      }
      case 'cloud_api_throttle': {
        const [lowest = null] = this.#openOf(type).sort((a, b) => a.callsPerSecond - b.callsPerSecond);
        for (const gate of gates) gate.lowered = lowest;
        return;
      }
      case 'capacity_shortage':
        for (const { shortages } of groups) {
          shortages.clear();
          for (const { zone, share } of this.#openOf(type)) shortages.set(zone ?? '', Math.max(share, shortages.get(zone ?? '') ?? 0));
        }
        return;
      case 'boot_slow': {
        const factor = this.#openOf(type).reduce((product, fault) => product * fault.factor, 1);
        for (const group of groups) group.bootFactor = factor;
        return;
      }
      case 'boot_fail': {
        const share = Math.max(0, ...this.#openOf(type).map((fault) => fault.share));
        for (const group of groups) group.bootFailShare = share;
        return;
      }
      case 'zone_outage':
        for (const { closedZones } of groups) {
          closedZones.clear();
          for (const { zone } of this.#openOf(type)) closedZones.add(zone);
        }
        return;
      case 'gitlab_outage': {
        const last = this.#openOf(type).at(-1);
        if (last === undefined) flow.desk.endOutage();
        else flow.desk.beginOutage(last.status);
        return;
      }
      default:
    }
  }

  /** Those of a type that are open, in the order of their beginnings. */
  #openOf<Type extends ScenarioFault['type']>(type: Type): Extract<ScenarioFault, { type: Type }>[] {
    return this.#open.filter((fault): fault is Extract<ScenarioFault, { type: Type }> => fault.type === type);
  }

  /** Whether a fault that is over has left nobody waiting for long; asked when jobs stop waiting. */
  checkRecovery(): void {
    if (this.#recovering.length === 0 || this.#world.manager === null) return;
    const since = this.#world.flow.waitingSince();
    const { now } = this.#world;
    if (now - since > recoveredWaitMs) return;
    for (const index of this.#recovering) {
      const fault = this.#faults[index] as ScenarioFault;
      this.recovery[index] = Math.max(0, now - fault.atMs - fault.forMs);
    }
    this.#recovering = [];
  }

  /** Picks the instances that a fault hits, each with its own instant in the window. @param isOpen which of them can be hit at all, by their runner. */
  #spread(
    fault: ScenarioFault,
    targets: FaultTargets,
    hit: (group: CloudGroup, instance: CloudInstance, at: number) => void,
    isOpen: (instance: CloudInstance, runner: number) => boolean = () => true,
  ): void {
    this.#world.fleet.groups.forEach((group, runner) => {
      const there = [...group.instances.values()].filter(
        (instance) => (targets.zone === null || instance.zone === targets.zone) && isOpen(instance, runner) && instance.phase !== 'deleting',
      );
      const count = targets.count ?? Math.round(there.length * targets.share);
      for (let hits = 0; hits < count && there.length > 0; hits++) {
        const [instance] = there.splice(Math.floor(this.#draws.next() * there.length), 1) as [CloudInstance];
        hit(group, instance, this.#world.now + Math.round(this.#draws.next() * fault.forMs));
      }
    });
  }

  #cutOff(instance: CloudInstance, until: number): void {
    instance.unreachableUntil = until;
    this.#world.flow.runs.disconnect(instance);
  }

  #crashDaemon(instance: CloudInstance, until: number): void {
    instance.daemonDownUntil = until;
    this.#world.flow.runs.disconnect(instance);
  }

  /** Waves in a zone come without memory, so that each instance is hit `reclaimsPerHour` times an hour on average. */
  #scheduleWave(zone: number): void {
    const { spot } = this.#world.plan.scenario.fleet;
    if (spot === null) return;
    const meanMs = Math.round((3_600_000 * spot.waveShare) / spot.reclaimsPerHour);
    const gap = compileDistribution({ dist: 'exponential', meanMs, minMs: null, maxMs: null }).sample(this.#draws.at(zone, this.#waves++));
    const at = this.#world.now + gap;
    if (at < this.#world.horizon) this.#world.events.push(at, eventKind.faultBegins, -1 - zone);
  }

  #wave(zone: number): void {
    const { spot, zones } = this.#world.plan.scenario.fleet;
    if (spot === null) return;
    const name = zones[zone];
    for (const group of this.#world.fleet.groups) {
      for (const instance of [...group.instances.values()]) {
        if (!instance.spot || instance.zone !== name || instance.phase === 'deleting' || this.#draws.next() >= spot.waveShare) continue;
        group.reclaim(instance, this.#world.now + spot.noticeMs + Math.round(this.#draws.next() * spot.waveWithinMs));
      }
    }
    this.#scheduleWave(zone);
  }
}
