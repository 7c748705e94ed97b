import { unreachable } from '../../core/assert.ts';
import type { Effect } from '../../core/effect.ts';
import type { InstanceChange } from '../../core/event.ts';
import type { Fault } from '../../core/fault.ts';
import type { ProviderState } from '../../core/fleet/instance.ts';
import type { InstanceId, Op } from '../../core/ids.ts';
import type { Fleet, ListedInstance } from '../fleets/fleet.ts';
import { asFault } from './as-fault.ts';
import type { Happening } from './manager-loop.ts';

type FleetEffect = Extract<Effect, { kind: 'list' | 'increase' | 'decrease' | 'withdraw' | 'suspend' | 'resume' }>;

/** Longest time of one call. The real runner's calls have none, and a provider that hangs stops it for ever. */
const callTimeoutMs = 120_000;

const unsupported: Fault = { code: 'conflict', detail: 'the fleet can not suspend instances' };

/** Carries out what the core asks of one fleet, and tells it what came of that. Listings become what has changed since the last one. */
export class FleetDesk {
  readonly #fleet: Fleet;
  readonly #send: (happening: Happening) => void;
  readonly #gone: (id: InstanceId) => void;
  #listed = new Map<InstanceId, ProviderState>();

  /** @param gone hears of an instance that a listing no longer names. */
  constructor(fleet: Fleet, send: (happening: Happening) => void, gone: (id: InstanceId) => void) {
    this.#fleet = fleet;
    this.#send = send;
    this.#gone = gone;
  }

  /** Starts a call; its answer becomes one event. */
  perform(effect: FleetEffect): void {
    void this.#call(effect).then(this.#send);
  }

  async #call(effect: FleetEffect): Promise<Happening> {
    const { op } = effect;
    const signal = AbortSignal.timeout(callTimeoutMs);
    switch (effect.kind) {
      case 'list':
        return this.#list(op, signal);
      case 'increase': {
        const done = await this.#fleet.increase(effect.count, signal).catch(failedCount);
        return { kind: 'fleet-increased', op, ...done };
      }
      case 'decrease': {
        const ids = effect.instances.map(({ id }) => id);
        const done = await this.#fleet.decrease(ids, signal).catch(failedIds);
        return { kind: 'fleet-decreased', op, ...done };
      }
      case 'withdraw': {
        const done = await this.#fleet.withdraw(effect.count, signal).catch(failedCount);
        return { kind: 'fleet-withdrawn', op, ...done };
      }
      case 'suspend':
        return Promise.resolve({ kind: 'fleet-suspended', op, succeeded: [], fault: unsupported });
      case 'resume':
        return Promise.resolve({ kind: 'fleet-resumed', op, succeeded: [], fault: unsupported });
      default:
        return unreachable(effect);
    }
  }

  async #list(op: Op, signal: AbortSignal): Promise<Happening> {
    try {
      return { kind: 'fleet-listed', op, changes: this.#changes(await this.#fleet.list(signal)), fault: null };
    } catch (error) {
      return { kind: 'fleet-listed', op, changes: [], fault: asFault(error) };
    }
  }

  #changes(instances: readonly ListedInstance[]): InstanceChange[] {
    const now = new Map(instances.map(({ id, state }) => [id, state]));
    const absent = [...this.#listed.keys()].filter((id) => !now.has(id));
    const changed = instances.filter(({ id, state }) => this.#listed.get(id) !== state);
    this.#listed = now;
    for (const id of absent) this.#gone(id);
    return [...changed.map(({ id, state }) => ({ id, state })), ...absent.map((id) => ({ id, state: 'absent' as const }))];
  }
}

function failedCount(error: unknown): { succeeded: number; fault: Fault } {
  return { succeeded: 0, fault: asFault(error) };
}

function failedIds(error: unknown): { succeeded: readonly InstanceId[]; fault: Fault } {
  return { succeeded: [], fault: asFault(error) };
}
