import type { AutoscalerConfig } from '../config.ts';
import type { Instance } from '../fleet/instance.ts';

/**
 * How many more jobs an instance can really take: min(C − acquired, max_use_count − used) on a counted instance, 0 on any other. Counting slots that
 * use counts or health cannot serve promises capacity that never comes.
 */
export function usableSlots(instance: Instance, config: AutoscalerConfig): number {
  if (!isCounted(instance)) return 0;
  if (instance.suspect && !config.upstream.healthByThreshold) return 0;
  const free = config.capacityPerInstance - instance.acquiredCount;
  if (config.maxUseCount === 0) return free;
  const uses = config.maxUseCount - instance.useCount;
  // The real component counts every free slot until the use count is reached.
  if (config.upstream.requiredFormula) return uses > 0 ? free : 0;
  return Math.min(free, uses);
}

/** What a new instance brings: min(C, max_use_count). */
export function newInstanceSlots(config: AutoscalerConfig): number {
  if (config.maxUseCount === 0 || config.upstream.requiredFormula) return config.capacityPerInstance;
  return Math.min(config.capacityPerInstance, config.maxUseCount);
}

/**
 * Whether an instance is part of the capacity that is there or on its way. One that nobody asked for counts once it has been adopted; one that is
 * being removed, or was condemned, or is deleted by the provider itself, no longer does.
 *
 * @remarks Source: semantics.md §2.1 (taskscaler!44, !52).
 */
export function isCounted(instance: Instance): boolean {
  if (instance.removing || instance.draining || instance.condemned) return false;
  if (instance.state !== 'running' && instance.state !== 'creating') return false;
  if (instance.readiness === 'ready') return true;
  return instance.cause !== 'unexpected' && instance.readiness !== 'refused';
}
