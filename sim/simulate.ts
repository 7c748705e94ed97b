import { runWorld } from './engine/engine.ts';
import { assertConservation } from './measure/conservation.ts';
import type { RunRecord } from './measure/run-record.ts';
import type { SimulationPlan } from './simulation-plan.ts';
import { generateWorkload } from './workload/generate-workload.ts';
import { World, type WorldOptions } from './world/world.ts';

/**
 * Runs one replication: a workload drawn from the seed, the production core, the fake world, until every job has ended. The same plan and seed give the
 * same record, on every machine.
 *
 * @throws InvariantError when a rule of the core, or the accounting of the simulation, broke.
 */
export function simulate(plan: SimulationPlan, seed: number, options: WorldOptions = {}): RunRecord {
  const workload = generateWorkload(plan.scenario, plan.traces, seed);
  const world = new World(plan, seed, workload, workload.horizon, options);
  const arrivals = world.jobs.count;
  world.faults.start();
  world.life.scheduleChanges();
  world.life.start();
  world.flow.users.start();
  const complete = runWorld(world, arrivals);
  const record = recordOf(world, complete);
  if (complete) assertConservation(record);
  return record;
}

function recordOf(world: World, complete: boolean): RunRecord {
  const { now, warmup, horizon, jobs, instances, flow, fleet, levels } = world;
  const end = now;
  world.busy.set(0, end);
  flow.finish();
  fleet.listings.finish();
  const { area, areaTotal, series } = levels.finish(end);
  const sum = (of: (gate: (typeof fleet.gates)[number]) => number): number => fleet.gates.reduce((total, gate) => total + of(gate), 0);
  return {
    seed: world.seed,
    warmup,
    horizon,
    end,
    complete,
    hash: world.hash.digest(),
    steps: world.steps,
    jobs: jobs.columns(),
    instances: instances.columns(end),
    hosts: fleet.hosts(end),
    area,
    areaTotal,
    busySlots: world.busy.values(),
    queueAtArrival: flow.queueAtArrival,
    peak: { instances: levels.areas.instances.peak, slotsBusy: levels.areas.slotsBusy.peak, queued: levels.areas.queued.peak },
    why: world.causes.total,
    api: { calls: sum((gate) => gate.calls), throttled: sum((gate) => gate.throttled), failed: sum((gate) => gate.failed) },
    errors: world.errors,
    recovery: world.faults.recovery,
    leaked: fleet.leaked(),
    series,
  };
}
