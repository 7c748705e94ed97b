import type { BackOff } from '../back-off.ts';
import type { Fault } from '../fault.ts';
import type { Instance, Readiness } from '../fleet/instance.ts';
import type { ProvisionerState } from '../fleet/provisioner-state.ts';
import type { AcquisitionKey } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { BringUpState } from './bring-up.ts';
import type { DemandWindow } from './demand-window.ts';
import type { HealthWatch } from './health-watch.ts';
import type { ScaleThrottle } from './scale-throttle.ts';
import type { StoredInstance } from './stored-instance.ts';

/** The scaler's part of an instance; what follows from it is counted again. */
export interface InstanceService {
  readonly readiness: Readiness;
  readonly slots: readonly AcquisitionKey[];
  readonly acquiredCount: number;
  readonly useCount: number;
  readonly failureCount: number;
  readonly suspect: boolean;
  readonly draining: boolean;
  readonly withdrawn: boolean;
  readonly lastFault: Fault | null;
  readonly readyAt: Ticks;
  readonly idleAt: Ticks;
  readonly condemned: boolean;
  readonly probing: boolean;
  readonly restored: boolean;
  readonly restoredJobs: number;
}

/** One runner's autoscaler as plain JSON; null stands for the instant of what never happens. Its keys are saved by the manager. */
export interface ScalerState {
  readonly policyIndex: number | null;
  readonly streak: number;
  readonly lastGrowth: string;
  readonly evaluatedAt: Ticks | null;
  readonly evaluateAt: Ticks | null;
  readonly touched: boolean;
  readonly shuttingDown: boolean;
  readonly startFault: Fault | null;
  readonly stored: readonly StoredInstance[];
  readonly creationBackOff: ReturnType<BackOff['save']>;
  readonly throttle: ReturnType<ScaleThrottle['save']>;
  readonly window: ReturnType<DemandWindow['save']>;
  readonly health: ReturnType<HealthWatch['save']>;
  readonly bringUp: BringUpState;
  readonly provisioner: ProvisionerState;
  /** In the order of discovery. */
  readonly instances: readonly InstanceService[];
  /** Ordinals, longest idle first. */
  readonly idle: readonly number[];
  /** Keys in the order in which they are served. */
  readonly waiting: readonly AcquisitionKey[];
}

/** What a scaler's state says of one instance. */
export function serviceOf(instance: Instance): InstanceService {
  const { readiness, acquiredCount, useCount, failureCount, suspect, draining, withdrawn } = instance;
  const { slots, lastFault, readyAt, idleAt, condemned, probing, restored, restoredJobs } = instance;
  const trust = { failureCount, suspect, draining, withdrawn, lastFault, condemned, probing };
  return { readiness, slots, acquiredCount, useCount, ...trust, readyAt, idleAt, restored, restoredJobs };
}
