import type { Decision } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { errorKinds } from '../../sim/measure/error-kind.ts';
import { jobOutcomes } from '../../sim/measure/run-record.ts';
import { faultTypes } from '../../sim/scenario/scenario-fault.ts';
import type { World } from '../../sim/world/world.ts';
import type { FleetCase } from './fleet-case.ts';

/** What random runs must reach, lest a rule holds because nothing ever tried it. */
const places = [
  ...['idle', 'use-count', 'unhealthy', 'ready-up-failed', 'pre-existing', 'restored-with-jobs', 'interrupted', 'shutdown'].map(
    (reason) => `removal: ${reason}`,
  ),
  ...['no-available-capacity', 'no-potential-capacity', 'throttled'].map((reason) => `refusal: ${reason}`),
  ...['none', 'max-instances', 'throttle', 'back-off'].map((limit) => `growth limited by: ${limit}`),
  ...['preemptive on', 'preemptive off', 'preemptive unset and on', 'preemptive unset and off', 'scale from zero'].map((mode) => `mode: ${mode}`),
  ...['graceful', 'forceful', 'graceful, then forceful'].map((form) => `shutdown: ${form}`),
  ...faultTypes
    .flatMap((type) => (type === 'manager_restart' ? [`${type} by SIGKILL` as const, `${type} with state` as const] : [type]))
    .map((form) => `fault: ${form}`),
  ...[...Object.keys(errorKinds), 'api', 'rate limit', 'partial increase', 'stale listing'].map((error) => `error: ${error}`),
  ...['withdraw', 'suspect', 'trust', 'lose-instance', 'switch-policy'].map((kind) => `decision: ${kind}`),
  ...['creation', 'increase', 'list', 'decrease', 'withdraw'].map((what) => `back-off: ${what}`),
  ...['stuck-deleting', 'never-materialised', 'request-not-withdrawable'].map((what) => `alert: ${what}`),
  ...jobOutcomes.filter((outcome) => outcome !== 'unfinished' && outcome !== 'configuration-error').map((outcome) => `job: ${outcome}`),
  ...['foreign instance', 'reload', 'restored instance', 'rebound job', 'withdrawn request', 'two runners', 'burst target', 'VM isolation'].map(
    (what) => `other: ${what}`,
  ),
] as const;

/** Counts how often random runs reached what they must. */
export class Reached {
  readonly counts = new Map<string, number>(places.map((place) => [place, 0]));
  #mode: string | null = null;
  readonly #asked = new Map<number, number>();

  begin(fleet: FleetCase): void {
    this.#mode = null;
    if (fleet.runners.length > 1) this.#count('other: two runners');
    if (fleet.cloud.staleness > 0) this.#count('error: stale listing');
  }

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    if (event.kind === 'config-reloaded') this.#count('other: reload');
    if (event.kind === 'fleet-increased' && event.succeeded > 0 && event.succeeded < (this.#asked.get(event.op) ?? 0)) this.#count('error: partial increase');
    if (event.kind === 'fleet-withdrawn' && event.succeeded > 0) this.#count('other: withdrawn request');
    for (const effect of effects) this.#effect(effect, world);
  }

  ended(world: World): void {
    for (const [error, count] of Object.entries(world.errors)) this.#count(`error: ${error}`, count);
    for (const gate of world.fleet.gates) {
      this.#count('error: api', gate.failed);
      this.#count('error: rate limit', gate.throttled);
    }
    for (const fault of world.plan.scenario.faults) {
      if (fault.type !== 'manager_restart') this.#count(`fault: ${fault.type}`);
      else if (fault.signal === 'SIGKILL') this.#count('fault: manager_restart by SIGKILL');
      if (fault.type === 'manager_restart' && fault.state === 'kept') this.#count('fault: manager_restart with state');
    }
    for (const outcome of world.jobs.columns().outcome) this.#count(`job: ${jobOutcomes[outcome] ?? ''}`);
  }

  /** Places with their counts, in columns. */
  table(): string {
    const rows = [...this.counts].map(([place, count]) => `${place.padEnd(40)} ${String(count).padStart(8)}`);
    return rows.join('\n');
  }

  get missed(): string[] {
    return [...this.counts].filter(([, count]) => count === 0).map(([place]) => place);
  }

  #effect(effect: Effect, world: World): void {
    switch (effect.kind) {
      case 'increase':
        this.#asked.set(effect.op, effect.count);
        return;
      case 'decided':
        this.#decision(effect.decision);
        return;
      case 'rebind-job':
        this.#count('other: rebound job');
        return;
      case 'start-job':
        if (effect.instance.restored) this.#count('other: restored instance');
        if (effect.instance.cause === 'unexpected') this.#count('other: foreign instance');
        if (world.manager?.runners[effect.runner]?.scaler.config.vmIsolation === true) this.#count('other: VM isolation');
        return;
      case 'request-job': {
        const scaler = world.manager?.runners[effect.runner]?.scaler;
        if (scaler === undefined) return;
        const { preemptiveMode, idleCount } = scaler.policy;
        if (preemptiveMode === null) this.#count(`mode: preemptive unset and ${scaler.preemptive ? 'on' : 'off'}`);
        else if (preemptiveMode && idleCount === 0) this.#count('mode: scale from zero');
        else this.#count(`mode: preemptive ${preemptiveMode ? 'on' : 'off'}`);
        return;
      }
      default:
    }
  }

  #decision(decision: Decision): void {
    switch (decision.kind) {
      case 'remove':
        return this.#count(`removal: ${decision.reason}`);
      case 'refuse-reservation':
        return this.#count(`refusal: ${decision.reason}`);
      case 'scale-up':
        if (decision.inputs.idleTarget > 0 && decision.granted > 0) this.#count('other: burst target');
        return this.#count(`growth limited by: ${decision.limit}`);
      case 'back-off':
      case 'alert':
        return this.#count(`${decision.kind}: ${decision.what}`);
      case 'shut-down':
        this.#count(`shutdown: ${this.#mode === 'graceful' && decision.mode === 'forceful' ? 'graceful, then forceful' : decision.mode}`);
        this.#mode = decision.mode;
        return;
      default:
        this.#count(`decision: ${decision.kind}`);
    }
  }

  #count(place: string, by = 1): void {
    const count = this.counts.get(place);
    if (count !== undefined) this.counts.set(place, count + by);
  }
}
