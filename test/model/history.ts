import fc from 'fast-check';
import type { ManagerConfig, PolicyConfig } from '../../core/config.ts';
import type { ScriptWorld } from '../core/manager/script-world.ts';
import { scriptManager, scriptRunner } from '../core/manager/script-config.ts';

/** Something that the outside does next. Numbers choose among what there is at that moment. */
export type Move =
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'arrive'; readonly count: number }
  | { readonly kind: 'end' | 'fail' | 'refuse' | 'cancel'; readonly job: number }
  | { readonly kind: 'break' | 'heal' | 'interrupt' | 'delete' | 'vanish'; readonly instance: number }
  | { readonly kind: 'ready-command'; readonly works: boolean }
  | { readonly kind: 'policy'; readonly active: readonly number[] };

/** A configuration and what happens to it. */
export interface History {
  readonly config: ManagerConfig;
  readonly longPoll: number;
  readonly boot: number;
  readonly moves: readonly Move[];
}

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const policy: fc.Arbitrary<PolicyConfig> = fc.record({
  idleCount: fc.oneof(fc.constant(0), int(0, 5)),
  idleTime: fc.oneof(int(1, 120), int(60, 1200)).map((seconds) => 1000 * seconds),
  scaleFactor: fc.constantFrom(0, 0, 0.1, 0.5, 1.5),
  scaleFactorLimit: fc.constantFrom(0, 0, 1, 4),
  preemptiveMode: fc.constantFrom(null, null, true, false),
  burstFactor: fc.constantFrom(0.5, 0, 1),
});

const config: fc.Arbitrary<ManagerConfig> = fc
  .record({
    concurrent: int(1, 12),
    limit: fc.oneof(fc.constant(0), int(1, 8)),
    requestConcurrency: int(1, 5),
    strict: fc.boolean(),
    capacity: int(1, 3),
    maxUseCount: fc.oneof(fc.constant(0), int(1, 4)),
    maxInstances: int(1, 8),
    minimumBilling: fc.constantFrom(0, 60, 600),
    failureThreshold: int(1, 3),
    heartbeats: fc.boolean(),
    policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  })
  .map((drawn) => {
    const { concurrent, limit, requestConcurrency, capacity, maxUseCount, maxInstances, minimumBilling, failureThreshold } = drawn;
    const keys = {
      ...{ concurrent, limit, request_concurrency: requestConcurrency, capacity_per_instance: capacity, max_use_count: maxUseCount },
      ...{ max_instances: maxInstances, minimum_billing: `${String(minimumBilling)}s`, failure_threshold: failureThreshold },
      // Time-outs, throttle and adaptive concurrency are no part of the model.
      ...{ strict_check_interval: drawn.strict, heartbeats: drawn.heartbeats, adaptive: false, instance_acquire_timeout: '1000h', limit_per_second: 0 },
    };
    const args = new Map(Object.entries(keys).map(([key, value]) => [key, value === '0s' ? '0' : String(value)]));
    return scriptManager(args, [scriptRunner(args, drawn.policies)]);
  });

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(int(1, 1500), int(1000, 90_000), int(60_000, 900_000)).map((ms) => ({ kind: 'advance' as const, ms })) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('arrive' as const), count: int(1, 6) }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('end' as const, 'end' as const, 'fail' as const, 'refuse' as const, 'cancel' as const), job: fc.nat(99) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('break' as const, 'heal' as const, 'interrupt' as const, 'delete' as const, 'vanish' as const),
      instance: fc.nat(99),
    }),
  },
  fc.record({ kind: fc.constant('ready-command' as const), works: fc.boolean() }),
  fc.record({ kind: fc.constant('policy' as const), active: fc.uniqueArray(int(0, 2), { maxLength: 3 }) }),
);

/** Random histories of a few hours. */
export const history: fc.Arbitrary<History> = fc.record({
  config,
  longPoll: fc.constantFrom(1000, 20_000, 50_000),
  boot: fc.constantFrom(0, 500, 10_000, 60_000),
  moves: fc.array(move, { minLength: 5, maxLength: 60, size: 'max' }),
});

/** Makes a move, where there is anything for it to move. */
export function makeMove(world: ScriptWorld, move: Move): void {
  switch (move.kind) {
    case 'advance':
      world.advance(move.ms);
      return;
    case 'arrive':
      world.arrive(move.count);
      return;
    case 'ready-command':
      world.fail('prepare-instance', move.works ? null : { code: 'command-failed', detail: 'the ready command failed' });
      return;
    case 'policy':
      world.tell({ kind: 'schedule-changed', at: world.now, runner: 0, active: move.active });
      return;
    case 'end':
    case 'fail':
    case 'refuse':
    case 'cancel':
      moveJob(world, move);
      return;
    default:
      moveInstance(world, move);
  }
}

function moveJob(world: ScriptWorld, { kind, job }: Extract<Move, { job: number }>): void {
  const { acquisitions } = world.manager;
  const inHand = [...world.jobs].map(([id, key]) => ({ id, acquisition: acquisitions.get(key) }));
  const able = kind === 'cancel' ? inHand : inHand.filter(({ acquisition }) => acquisition?.stage === 'acquired');
  const chosen = able[job % able.length];
  if (chosen === undefined) return;
  const fault = { code: 'unreachable' as const, detail: 'the connection failed' };
  if (kind === 'cancel') world.cancel(chosen.id);
  else if (kind === 'refuse') world.refuse(chosen.id, fault);
  else world.endJob(chosen.id, kind === 'fail' ? fault : null);
}

function moveInstance(world: ScriptWorld, { kind, instance: draw }: Extract<Move, { instance: number }>): void {
  const instances = world.groups[0]?.instances ?? new Map<string, never>();
  const known = [...(world.manager.runners[0]?.scaler.provisioner.instances() ?? [])].filter(({ id }) => instances.has(id));
  // One that vanishes without a word is missed first, which is the provisioner's business and no part of the model.
  const able = kind === 'vanish' ? known.filter(({ state }) => state === 'deleting') : known;
  const chosen = able[draw % able.length];
  if (chosen === undefined) return;
  const instance = instances.get(chosen.id);
  if (instance === undefined) return;
  if (kind === 'interrupt') world.tell({ kind: 'instance-interrupted', at: world.now, runner: 0, id: chosen.id });
  else if (kind === 'delete') instance.state = 'deleting';
  else if (kind === 'vanish') instances.delete(chosen.id);
  else instance.broken = kind === 'break';
}
