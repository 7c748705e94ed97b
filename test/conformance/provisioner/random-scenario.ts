import type { ProviderState } from '../../../core/fleet/instance.ts';
import { RandomStream } from '../../../sim/random/random-stream.ts';
import type { CallName, FleetScenario, ScenarioOptions, ScenarioProvider, ScenarioStep } from '../../oracle/fleet-scenario.ts';

/** A scenario that mixes all steps, failures and paces; the same for the same seed and index. */
export function randomScenario(seed: number, index: number): FleetScenario {
  const dice = new Dice(new RandomStream(seed, `scenario ${String(index)}`));
  const options = randomOptions(dice);
  const provider = randomProvider(dice);
  const steps = randomSteps(dice, provider);
  const end = steps.at(-1)?.at_ms ?? 0;
  const name = `random-${String(seed)}-${String(index).padStart(5, '0')}`;
  return { name, description: 'random', options, provider, steps, until_ms: end + dice.between(1000, 400_000) };
}

class Dice {
  readonly #stream: RandomStream;

  constructor(stream: RandomStream) {
    this.#stream = stream;
  }

  chance(share: number): boolean {
    return this.#stream.next() < share;
  }

  between(least: number, most: number): number {
    return least + Math.floor(this.#stream.next() * (most - least + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)] as T;
  }
}

function randomOptions(dice: Dice): ScenarioOptions {
  return {
    max_size: dice.pick([0, 1, 2, 3, 5, 8]),
    update_interval_ms: dice.pick([60_000, 30_000, 7_500, 5_000]),
    update_interval_when_expecting_ms: dice.pick([2_000, 500, 5_000, 1_500]),
    deletion_retry_interval_ms: dice.pick([60_000, 10_000, 3_000]),
    suspend_retry_interval_ms: dice.pick([60_000, 8_000]),
    shutdown_deletion_retries: dice.pick([0, 1, 3]),
    shutdown_deletion_interval_ms: dice.pick([10_000, 2_000]),
    resume_wait_for_suspended_timeout_ms: dice.pick([300_000, 20_000]),
  };
}

function randomProvider(dice: Dice): ScenarioProvider {
  const preexisting = Array.from({ length: dice.pick([0, 0, 1, 3]) }, (_, index) => ({
    id: `p-${String(index)}`,
    state: dice.pick<ProviderState>(['creating', 'running', 'running', 'deleting', 'deleted', 'timeout']),
  }));
  const suspends = dice.chance(0.4);
  const suspension = suspends ? { capabilities: ['suspend_resume'], suspend_ms: dice.pick([0, 4_000, 30_000]), resume_ms: dice.pick([0, 4_000, 20_000]) } : {};
  return {
    max_size: dice.pick([8, 10]),
    appear_ms: dice.pick([0, 0, 700, 6_000]),
    create_ms: dice.pick([0, 3_000, 20_000, 95_000]),
    delete_ms: dice.pick([0, 2_000, 15_000]),
    // With calls slower than the interval, one listing's answer starts a Resume and the next listing at one instant, and the real one may
    // end them in either order.
    latency_ms: dice.pick(suspends ? [1, 10, 130] : [1, 10, 130, 2_500]),
    report_deleted: dice.chance(0.3),
    ignore_delete: dice.chance(0.1),
    preexisting,
    ...suspension,
  };
}

function randomSteps(dice: Dice, provider: ScenarioProvider): ScenarioStep[] {
  const steps: ScenarioStep[] = [];
  for (const call of ['update', 'increase', 'decrease'] as const) {
    if (dice.chance(0.1)) steps.push({ at_ms: 0, do: 'fail', call, count: dice.between(1, 3), partial: dice.between(0, 2) });
  }
  const named = (provider.preexisting ?? []).map(({ id }) => id);
  let at = 15_000;
  for (let left = dice.between(3, 25); left > 0; left--) {
    at += dice.between(1, dice.pick([500, 5_000, 60_000]));
    steps.push(randomStep(dice, at, named, provider.capabilities !== undefined));
  }
  if (dice.chance(0.4)) steps.push({ at_ms: at + dice.between(1, 30_000), do: 'shutdown' });
  return steps;
}

/** @param named the instances that the cloud is sure to have; those that a step adds are added to them. */
function randomStep(dice: Dice, at_ms: number, named: string[], suspends: boolean): ScenarioStep {
  const known = named.length > 0 ? dice.pick(named) : null;
  const any = dice.chance(0.8) || known === null ? `i-${String(dice.between(1, 6))}` : known;
  const roll = dice.between(0, 99);
  if (roll < 33) return { at_ms, do: 'request', n: dice.between(1, 4) };
  if (roll < 55) return { at_ms, do: 'delete', id: any };
  if (roll < 65) return suspends || dice.chance(0.1) ? { at_ms, do: 'suspend', id: any } : { at_ms, do: 'capacity' };
  if (roll < 72) return suspends || dice.chance(0.1) ? { at_ms, do: 'resume_and_wait', ids: [any] } : { at_ms, do: 'request', n: 1 };
  if (roll < 75) return { at_ms, do: 'wait_for_state', id: any, state: dice.pick<ProviderState>(['running', 'suspended', 'deleting', 'deleted']) };
  if (roll < 82 && known !== null) return disturbance(dice, at_ms, known);
  if (roll < 87) return { at_ms, do: 'add', id: added(named), state: dice.pick<ProviderState>(['creating', 'running', 'deleting']) };
  if (roll < 97) return failure(dice, at_ms);
  return { at_ms, do: 'ignore_delete', on: dice.chance(0.5) };
}

function disturbance(dice: Dice, at_ms: number, id: string): ScenarioStep {
  const state = dice.pick<ProviderState>(['deleting', 'deleted', 'timeout', 'running', 'creating']);
  return dice.pick<ScenarioStep>([
    { at_ms, do: 'vanish', id },
    { at_ms, do: 'set_state', id, state },
    { at_ms, do: 'hide', id, for_ms: dice.between(1_000, 400_000) },
  ]);
}

function failure(dice: Dice, at_ms: number): ScenarioStep {
  const call = dice.pick<CallName>(['update', 'increase', 'decrease', 'suspend', 'resume']);
  return { at_ms, do: 'fail', call, count: dice.between(1, 4), partial: dice.between(0, 3) };
}

function added(named: string[]): string {
  const id = `x-${String(named.length)}`;
  named.push(id);
  return id;
}
