import type fc from 'fast-check';
import { Pool } from '../../core/scaling/pool.ts';
import { AcquisitionTable } from '../../core/manager/acquisition-table.ts';
import { Manager } from '../../core/manager/manager.ts';
import { ScaleThrottle } from '../../core/scaling/scale-throttle.ts';
import { Scaler } from '../../core/scaling/scaler.ts';
import { SlotAllocation } from '../../core/scaling/slot-allocation.ts';
import type { WorldOptions } from '../../sim/world/world.ts';
import { replaced, replacedGetter, through } from './replace.ts';
import { type FleetCase, fleetCase, type RunnerCase } from './fleet-case.ts';

/** A fault put into the core, without a touch of its sources, and the property that must notice it. */
export interface Mutation {
  readonly property: string;
  readonly what: string;
  /** Fleets that lead to the mutated place. */
  readonly fleets: fc.Arbitrary<FleetCase>;
  /** Puts the fault in; the result takes it out again. */
  install(): () => void;
  readonly createManager?: WorldOptions['createManager'] | undefined;
}

/** Evaluates under a policy that is not the one in force. */
function underPolicy(change: (policy: Scaler['policy']) => Partial<Scaler['policy']>): () => void {
  return replaced(
    Scaler.prototype,
    'evaluate',
    (original) =>
      function (at, effects) {
        const { policy } = this;
        this.policy = { ...policy, ...change(policy) };
        original.call(this, at, effects);
        this.policy = policy;
      },
  );
}

function withRunners(change: Partial<RunnerCase>): fc.Arbitrary<FleetCase> {
  return fleetCase.map((fleet) => ({ ...fleet, runners: fleet.runners.map((runner) => ({ ...runner, ...change })) }));
}

function withFailures(change: Partial<FleetCase['cloud']['failure']>): fc.Arbitrary<FleetCase> {
  return fleetCase.map((fleet) => ({ ...fleet, cloud: { ...fleet.cloud, failure: { ...fleet.cloud.failure, ...change } } }));
}

function withFault(type: FleetCase['faults'][number]['type'], runners: Partial<RunnerCase> = {}): fc.Arbitrary<FleetCase> {
  return withRunners(runners).map((fleet) => ({ ...fleet, faults: [{ type, at: 300, for: 60, share: 1, signal: 'SIGTERM', kept: true }] }));
}

/** Fleets that let an idle instance go after a few seconds. */
function shortLived(fleets: fc.Arbitrary<FleetCase>): fc.Arbitrary<FleetCase> {
  const short = (runner: RunnerCase): RunnerCase => ({
    ...runner,
    maxUseCount: 0,
    policies: runner.policies.map((policy) => ({ ...policy, idleCount: 0, idleTime: 10 })),
  });
  return fleets.map((fleet) => ({ ...fleet, runners: fleet.runners.map(short) }));
}

const spot = fleetCase.map((fleet) => ({ ...fleet, cloud: { ...fleet.cloud, spot: 1, noticed: true } }));
const switching = withRunners({
  switches: [
    { after: 60, active: [] },
    { after: 240, active: [0, 1] },
    { after: 300, active: [1, 0] },
  ],
});

/** At least one for each property. */
export const mutations: readonly Mutation[] = [
  {
    property: 'P0',
    what: 'an instance that is gone still counts',
    fleets: fleetCase,
    install: () =>
      replaced(
        Pool.prototype,
        'drop',
        () =>
          function (instance) {
            this.idle.remove(instance);
          },
      ),
  },
  { property: 'P1', what: 'there is always room for another instance', fleets: fleetCase, install: () => replacedGetter(Scaler.prototype, 'room', () => 100) },
  {
    property: 'P2',
    what: 'slots are numbered from 1',
    fleets: fleetCase,
    install: () =>
      replaced(
        SlotAllocation.prototype,
        'bind',
        (original) =>
          function (acquisition, ...rest) {
            original.call(this, acquisition, ...rest);
            acquisition.slot++;
          },
      ),
  },
  {
    property: 'P3',
    what: 'a job that has its slot protects another one',
    fleets: fleetCase,
    install: () =>
      replaced(
        SlotAllocation.prototype,
        'accept',
        (original) =>
          function (acquisition, job, at, effects) {
            original.call(this, acquisition, job, at, effects);
            acquisition.backed = true;
          },
      ),
  },
  {
    property: 'P4',
    what: 'an instance that is used up is left alone',
    fleets: withRunners({ maxUseCount: 1 }),
    install: () =>
      replaced(
        Scaler.prototype,
        'remove',
        (original) =>
          function (instance, reason, at, effects) {
            if (reason !== 'use-count') original.call(this, instance, reason, at, effects);
          },
      ),
  },
  {
    property: 'P5',
    what: 'an instance that the cloud will take back is removed with its jobs',
    fleets: spot,
    install: () =>
      replaced(
        Scaler.prototype,
        'interrupted',
        () =>
          function (instance, at, effects) {
            this.decided({ kind: 'remove', id: instance.id, reason: 'interrupted', slots: 0, idleFor: null, inputs: this.inputs(at) }, effects);
            this.provisioner.remove(instance, 'interrupted', at);
            this.pool.recount(instance);
          },
      ),
  },
  {
    property: 'P6',
    what: 'instances go after half of their idle_time',
    fleets: fleetCase,
    install: () => underPolicy(({ idleTime }) => ({ idleTime: idleTime / 2 })),
  },
  {
    property: 'P7',
    what: 'one idle slot less is kept than the policy says',
    fleets: fleetCase,
    install: () => underPolicy(({ idleCount }) => ({ idleCount: Math.max(0, idleCount - 1) })),
  },
  {
    property: 'P8',
    what: 'one slot is kept idle where the policy says none',
    fleets: fleetCase,
    install: () => underPolicy(({ idleCount }) => ({ idleCount: Math.max(1, idleCount) })),
  },
  {
    property: 'P9',
    what: 'preemptive mode reserves what is still booting',
    fleets: fleetCase,
    install: () =>
      replaced(
        Scaler.prototype,
        'refusal',
        (original) =>
          function () {
            const refusal = original.call(this);
            return refusal === 'no-available-capacity' ? null : refusal;
          },
      ),
  },
  {
    property: 'P10',
    what: 'jobs are requested though no slot can ever be there for them',
    fleets: withRunners({ requestConcurrency: 6, adaptive: false, maxInstances: 1 }),
    install: () => replaced(Scaler.prototype, 'refusal', () => () => null),
  },
  {
    property: 'P11',
    what: 'every evaluation comes five seconds late',
    fleets: fleetCase,
    install: () =>
      replaced(
        Scaler.prototype,
        'settle',
        (original) =>
          function (at, effects) {
            const before = this.evaluateAt;
            original.call(this, at, effects);
            if (this.evaluateAt !== before) this.evaluateAt += 5000;
          },
      ),
  },
  {
    property: 'P12',
    what: 'tokens are not paid for',
    fleets: withRunners({ scaleLimit: 1, scaleBurst: 3, maxInstances: 12, capacity: 1, expectingInterval: 2, requestConcurrency: 6 }),
    install: () => replaced(ScaleThrottle.prototype, 'take', () => () => undefined),
  },
  {
    property: 'P13',
    what: 'the first active policy wins',
    fleets: switching,
    install: () =>
      replaced(
        Scaler.prototype,
        'scheduleChanged',
        (original) =>
          function (active, effects) {
            original.call(this, active.slice(0, 1), effects);
          },
      ),
  },
  {
    property: 'P14',
    what: 'jobs are not told that their instance is gone',
    fleets: withFault('instance_loss'),
    install: () =>
      replaced(
        Scaler.prototype,
        'gone',
        (original) =>
          function (instance, at, effects) {
            original.call(
              this,
              instance,
              at,
              through(effects, (effect) => (effect.kind === 'stop-job' ? null : effect)),
            );
          },
      ),
  },
  {
    property: 'P15',
    what: 'use counts start again with the manager',
    fleets: withFault('manager_restart', { stateStorage: true, keepInstance: true, maxUseCount: 5, vmIsolation: true }),
    install: () => () => undefined,
    createManager: (config, stored) =>
      new Manager(
        config,
        stored.map((instances) => instances.map((instance) => ({ ...instance, useCount: 0 }))),
      ),
  },
  {
    property: 'P16',
    what: 'every VM is put on the first slot',
    fleets: withRunners({ vmIsolation: true, capacity: 4, maxUseCount: 0 }),
    install: () =>
      replaced(
        SlotAllocation.prototype,
        'bind',
        (original) =>
          function (acquisition, instance, effects) {
            original.call(
              this,
              acquisition,
              instance,
              through(effects, (effect) => (effect.kind === 'start-job' ? { ...effect, slot: 0 } : effect)),
            );
          },
      ),
  },
  {
    property: 'P17',
    what: 'every missed update counts twice',
    fleets: withFault('instance_loss'),
    install: () =>
      replaced(
        Scaler.prototype,
        'missed',
        (original) =>
          function (instance, at, effects) {
            instance.missedCount++;
            original.call(this, instance, at, effects);
          },
      ),
  },
  {
    property: 'P18',
    what: 'an evaluation comes early or late by chance',
    fleets: fleetCase,
    install: () =>
      replaced(
        Scaler.prototype,
        'settle',
        (original) =>
          function (at, effects) {
            original.call(this, at, effects);
            this.evaluateAt += Math.floor(2 * Math.random());
          },
      ),
  },
  {
    property: 'P19',
    what: 'instances are left behind at the shutdown',
    fleets: withFault('manager_restart', { deleteOnShutdown: true }),
    install: () =>
      replaced(
        Scaler.prototype,
        'shutDown',
        (original) =>
          function (at, effects) {
            const { config } = this;
            this.config = { ...config, deleteInstancesOnShutdown: false };
            original.call(this, at, effects);
            this.config = config;
          },
      ),
  },
  {
    property: 'P20',
    what: 'keys are never given back',
    fleets: fleetCase,
    install: () =>
      replaced(
        AcquisitionTable.prototype,
        'take',
        () =>
          function (key) {
            return this.get(key);
          },
      ),
  },
  {
    property: 'P21',
    what: 'from three idle slots on only one is wanted',
    fleets: fleetCase,
    install: () =>
      replaced(
        Scaler.prototype,
        'target',
        (original) =>
          function (at) {
            return this.policy.idleCount >= 3 ? 1 : original.call(this, at);
          },
      ),
  },
  {
    property: 'P22',
    what: 'nothing is decided while creation backs off',
    fleets: shortLived(withFailures({ bootStuck: 0.7 })),
    install: () =>
      replaced(
        Scaler.prototype,
        'evaluate',
        (original) =>
          function (at, effects) {
            if (at < this.creationBackOff.until) this.evaluateAt = this.creationBackOff.until;
            else original.call(this, at, effects);
          },
      ),
  },
  {
    property: 'P23',
    what: 'a switch of policies interrupts the jobs of the old one',
    fleets: switching,
    install: () =>
      replaced(
        Scaler.prototype,
        'scheduleChanged',
        (original) =>
          function (active, effects) {
            original.call(this, active, effects);
            for (const { slots } of this.provisioner.instances()) {
              for (const key of slots) if (key !== 0) effects.push({ kind: 'stop-job', runner: this.runner, key, cause: 'interrupted' });
            }
          },
      ),
  },
];
