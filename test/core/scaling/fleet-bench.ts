import type { ManagerConfig, RunnerConfig, UpstreamOptions } from '../../../core/config.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import type { Instance } from '../../../core/fleet/instance.ts';
import { Manager } from '../../../core/manager/manager.ts';
import type { StoredInstance } from '../../../core/scaling/stored-instance.ts';

type Answer = Event extends infer E ? (E extends { readonly op: number } ? Omit<E, 'op' | 'at'> : never) : never;
type Told = Event extends infer E ? (E extends { readonly op: number } ? never : Omit<E, 'at'>) : never;

const upstream: UpstreamOptions = {
  requiredFormula: false,
  surplusAtInstant: false,
  healthByThreshold: false,
  missedSlow: false,
  noCallBackOff: false,
  pendingForEver: false,
  sameInstanceRetry: false,
  evaluationGrid: false,
  plainShutdown: false,
};

const policy: RunnerConfig['autoscaler']['policies'][number] = {
  idleCount: 0,
  idleTime: 60_000,
  scaleFactor: 0,
  scaleFactorLimit: 0,
  preemptiveMode: null,
  burstFactor: 0.5,
};

const runner: RunnerConfig = {
  name: 'bench',
  limit: 0,
  requestConcurrency: 1,
  adaptiveRequestConcurrency: false,
  strictCheckInterval: false,
  unhealthyRequestsLimit: 3,
  unhealthyInterval: 3_600_000,
  job: {
    second: 1000,
    prepareTimeout: 0,
    instanceAcquireTimeout: 900_000,
    dialTimeout: 60_000,
    vmDialTimeout: 60_000,
    vmIsolation: false,
    vmImage: '',
    allowedImages: [],
  },
  autoscaler: {
    capacityPerInstance: 1,
    maxUseCount: 0,
    maxInstances: 4,
    groupMaxSize: 4,
    instanceAcquireTimeout: 900_000,
    updateInterval: 60_000,
    updateIntervalWhenExpecting: 2000,
    deletionRetryInterval: 60_000,
    shutdownDeletionInterval: 10_000,
    shutdownDeletionRetries: 3,
    failureThreshold: 3,
    heartbeats: false,
    deleteInstancesOnShutdown: false,
    reservationThrottling: false,
    scaleLimit: 0,
    scaleBurst: 4,
    stateStorage: false,
    keepInstanceWithAcquisitions: false,
    vmIsolation: false,
    minimumBilling: 0,
    canWithdraw: true,
    policies: [policy],
    upstream,
  },
};

/** What a test changes of a runner, its autoscaler and its only policy. */
export interface BenchOptions {
  readonly runner?: Partial<RunnerConfig>;
  readonly autoscaler?: Partial<RunnerConfig['autoscaler']>;
  readonly policy?: Partial<typeof policy>;
  readonly stored?: readonly StoredInstance[];
}

/** A manager of one runner on a bench: a test hands in events one by one and looks at what comes out. */
export class FleetBench {
  readonly manager: Manager;
  at = 0;
  /** Effects of the last event. */
  effects: Effect[] = [];
  readonly #open = new Map<Effect['kind'], number>();

  constructor(options: BenchOptions = {}) {
    const policies = [{ ...policy, ...options.policy }];
    const autoscaler = { ...runner.autoscaler, policies, ...options.autoscaler };
    this.manager = new Manager(this.config({ ...runner, ...options.runner, autoscaler }), [options.stored ?? []]);
    this.tell({ kind: 'schedule-changed', runner: 0, active: [0] });
    this.tell({ kind: 'started' });
  }

  config(only: RunnerConfig): ManagerConfig {
    return { second: 1000, concurrent: 10, checkInterval: 3000, shutdownTimeout: 30_000, runners: [only] };
  }

  tell(event: Told): void {
    this.#step({ ...event, at: this.at });
  }

  /** Answers the last effect of a kind. */
  answer(effect: Effect['kind'], answer: Answer): void {
    this.#step({ ...answer, at: this.at, op: this.#open.get(effect) ?? 0 });
  }

  /** A listing that says only this. */
  listed(...changes: { readonly id: string; readonly state: Instance['state'] | 'absent' }[]): void {
    this.answer('list', { kind: 'fleet-listed', changes, fault: null });
  }

  /** Lets the manager's timer go off until `at`, and the fleet answer its listings with no news. */
  wait(until: number): void {
    while (this.manager.wakeAt <= until) {
      this.at = Math.max(this.at, this.manager.wakeAt);
      this.tell({ kind: 'wake' });
      if (this.effects.some(({ kind }) => kind === 'list')) this.listed();
    }
    this.at = until;
  }

  /** The decisions of the last event, by kind. */
  decided(kind: string): readonly unknown[] {
    return this.effects.flatMap((effect) => (effect.kind === 'decided' && effect.decision.kind === kind ? [effect.decision] : []));
  }

  #step(event: Event): void {
    this.effects = [];
    this.manager.step(event, this.effects);
    for (const effect of this.effects) if ('op' in effect) this.#open.set(effect.kind, effect.op);
  }
}
