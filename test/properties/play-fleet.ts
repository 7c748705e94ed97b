import { createHash } from 'node:crypto';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Rule } from '../../sim/checkers/rule.ts';
import { watchRules } from '../../sim/checkers/watch-rules.ts';
import { runWorld } from '../../sim/engine/engine.ts';
import type { FleetModel } from '../../sim/scenario/fleet-model.ts';
import { World, type WorldOptions } from '../../sim/world/world.ts';
import type { FleetCase } from './fleet-case.ts';
import { type FleetPlan, planOf } from './fleet-plan.ts';
import type { Reached } from './reached.ts';

/** What a run left. */
export interface Played {
  readonly hash: string;
  /** Over all that happened to each job and each instance. */
  readonly record: string;
  readonly steps: number;
  readonly skippedPolls: number;
}

/** How to play a case. */
export interface PlayOptions extends Pick<WorldOptions, 'unfold' | 'pollAll' | 'createManager'> {
  readonly rules?: readonly Rule[];
  readonly reached?: Reached;
  /** Called between the core's step and what the world makes of it. */
  readonly onStep?: (world: World) => void;
}

type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

/**
 * Plays a case in the simulated world, first with its faults, then in peace, and watches the rules after every event.
 *
 * @throws InvariantError where a rule is broken.
 */
export function playFleet(fleet: FleetCase, { rules = [], reached, onStep: meddle, ...worldOptions }: PlayOptions = {}): Played {
  const built = planOf(fleet);
  const { plan, jobs, horizon } = built;
  const watch = watchRules(rules);
  let skippedPolls = 0;
  const onStep = (event: Event, effects: readonly Effect[], world: World): void => {
    if (event.kind === 'request-answered') skippedPolls += event.fruitless;
    watch.stepped(event, effects, world);
    reached?.stepped(event, effects, world);
    meddle?.(world);
  };
  const world = new World(plan, fleet.seed, jobs, horizon, { ...worldOptions, onStep, interventions: interventions(fleet, built) });
  world.faults.start();
  world.life.scheduleChanges();
  world.life.start();
  world.flow.users.start();
  runWorld(world, fleet.jobs.length);
  watch.ended(world);
  reached?.ended(world);
  return { hash: world.hash.digest(), record: recordOf(world), steps: world.steps, skippedPolls };
}

/** What the scenario grammar has no word for: instances of somebody else, a reload, and the end of all chance failures. */
function interventions({ foreign, reload }: FleetCase, { plan, quietAt, reloaded }: FleetPlan): NonNullable<WorldOptions['interventions']> {
  return [
    ...(foreign === null ? [] : [{ at: 1000 * foreign.at, act: (world: World) => void world.fleet.groups[0]?.increase(foreign.count) }]),
    ...(reload === null || reloaded === null
      ? []
      : [
          {
            at: 1000 * reload.at,
            act: (world: World) => {
              world.tell({ kind: 'config-reloaded', at: world.now, config: reloaded });
            },
          },
        ]),
    {
      at: quietAt,
      act: () => {
        calm(plan.scenario.fleet as Writable<FleetModel>);
      },
    },
  ];
}

function calm(fleet: Writable<FleetModel>): void {
  Object.assign(fleet.failure, { create: 0, bootStuck: 0, connect: 0, delete: 0 });
  fleet.nesting.vmFailure = 0;
  fleet.api.errors = 0;
  fleet.api.callsPerSecond = null;
  if (fleet.spot !== null) fleet.spot.share = 0;
}

function recordOf(world: World): string {
  const sum = createHash('sha256');
  const { arrivalAt, receivedAt, startedAt, endedAt, outcome, cold } = world.jobs.columns();
  for (const column of [arrivalAt, receivedAt, startedAt, endedAt, outcome, cold]) sum.update(column);
  const { requestedAt, readyAt, removedAt, goneAt, useCount, reason, spot } = world.instances.columns(world.now);
  for (const column of [requestedAt, readyAt, removedAt, goneAt, useCount, reason, spot]) sum.update(column);
  return sum.digest('hex');
}
