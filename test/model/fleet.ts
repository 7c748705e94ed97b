import type { AutoscalerConfig, PolicyConfig } from '../../core/config.ts';
import type { AcquisitionKey, InstanceId } from '../../core/ids.ts';

/** What the model reads of a configuration; it has one runner. */
export interface ModelConfig {
  readonly concurrent: number;
  /** 0 for no limit. */
  readonly limit: number;
  readonly requestConcurrency: number;
  readonly second: number;
  readonly autoscaler: AutoscalerConfig;
}

/** An instance, from its first listing to its last. */
export interface ModelInstance {
  readonly id: InstanceId;
  readonly appearedAt: number;
  /** `going` when it is marked for removal. */
  readonly phase: 'coming' | 'preparing' | 'ready' | 'going';
  /** The key on each slot; null for a free one. */
  readonly slots: readonly (AcquisitionKey | null)[];
  readonly useCount: number;
  readonly failureCount: number;
  readonly suspect: boolean;
  /** Failed too often: goes with its last job. */
  readonly condemned: boolean;
  /** The cloud takes it back: no new jobs; goes with its last one. */
  readonly draining: boolean;
  /** Surplus, and kept only for keys that were reserved before. */
  readonly withdrawn: boolean;
  readonly idleSince: number;
}

/** A key without a slot: its job is being requested, or waits. */
export interface ModelKey {
  readonly key: AcquisitionKey;
  readonly reservedAt: number;
  /** Whether a ready slot stood behind it when it was reserved. */
  readonly backed: boolean;
  /** The instance that failed its last try; null for none. */
  readonly avoids: InstanceId | null;
}

/** The whole state of the model. Nothing in it is ever changed: an event makes a new one. */
export interface ModelFleet {
  readonly config: ModelConfig;
  readonly policy: PolicyConfig;
  /** Requested and not yet seen. */
  readonly onOrder: number;
  /** All that exist, those being deleted included, oldest first. */
  readonly instances: readonly ModelInstance[];
  readonly reserved: readonly ModelKey[];
  /** Jobs in hand without a slot, in the order in which they are served. */
  readonly waiting: readonly ModelKey[];
  /** Keys whose job is being stopped: without a slot, but with a worker. */
  readonly stopping: readonly AcquisitionKey[];
  /** Every demand (acquired + waiting) that ever was, with its beginning. */
  readonly demands: readonly { readonly at: number; readonly demand: number }[];
  /** Jobs received since the last request that had to wait or came back empty. */
  readonly streak: number;
  /** Creation pauses after failed ready commands. */
  readonly pause: { readonly span: number; readonly until: number };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const jobsOn = (instance: ModelInstance): number => instance.slots.filter((key) => key !== null).length;

/** An instance can take min(C − acquired, max_use_count − used) more jobs, and none when it is suspect or on its way out. */
export function usable(fleet: ModelFleet, instance: ModelInstance): number {
  const { capacityPerInstance, maxUseCount } = fleet.config.autoscaler;
  if (instance.phase === 'going' || instance.draining || instance.condemned || instance.suspect) return 0;
  const slots = capacityPerInstance - jobsOn(instance);
  return maxUseCount === 0 ? slots : Math.min(slots, maxUseCount - instance.useCount);
}

/** A new instance brings min(C, max_use_count) slots. */
export function newSlots({ config }: ModelFleet): number {
  const { capacityPerInstance, maxUseCount } = config.autoscaler;
  return maxUseCount === 0 ? capacityPerInstance : Math.min(capacityPerInstance, maxUseCount);
}

const usableOn = (fleet: ModelFleet, chosen: (instance: ModelInstance) => boolean): number =>
  sum(fleet.instances.filter(chosen).map((instance) => usable(fleet, instance)));

/** A: slots with a job. */
export const acquired = (fleet: ModelFleet): number => sum(fleet.instances.map(jobsOn));

/** The part of F on ready instances. */
export const readyFree = (fleet: ModelFleet): number => usableOn(fleet, ({ phase }) => phase === 'ready');

/** F: all usable slots, those on order included. */
export const free = (fleet: ModelFleet): number => usableOn(fleet, () => true) + fleet.onOrder * newSlots(fleet);

/** All that exists or is on order counts against max_instances. */
export const room = (fleet: ModelFleet): number => Math.max(0, fleet.config.autoscaler.maxInstances - fleet.instances.length - fleet.onOrder);

/** Slots that may still come, on instances that are not ready, on order, or not asked for yet. */
export const potential = (fleet: ModelFleet): number => usableOn(fleet, ({ phase }) => phase !== 'ready') + (fleet.onOrder + room(fleet)) * newSlots(fleet);

/** Keys that count on a slot and have none. */
const unbound = (fleet: ModelFleet): number => fleet.reserved.length + fleet.waiting.length;

/** Ready slots that a new reservation may count on; withdrawn ones are invisible to it. */
export const available = (fleet: ModelFleet): number => readyFree(fleet) - usableOn(fleet, ({ withdrawn }) => withdrawn) - unbound(fleet);

/** Keys that protect a ready slot each. */
export const backed = (fleet: ModelFleet): number => [...fleet.reserved, ...fleet.waiting].filter((key) => key.backed).length;

/** The most jobs that may ever be in hand. */
export const jobLimit = ({ config }: ModelFleet): number => (config.limit > 0 ? Math.min(config.limit, config.concurrent) : config.concurrent);
