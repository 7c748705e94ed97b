import type { Decision } from '../../core/decision.ts';

/**
 * The smallest change of one input that would have made the manager decide otherwise, in words; null where the inputs on record do not tell.
 *
 * @param slotsPerInstance Slots that a new instance brings: the lesser of capacity_per_instance and max_use_count.
 */
export function smallestChange(decision: Decision, slotsPerInstance: number): string | null {
  if (decision.kind === 'scale-up') return ofGrowth(decision, slotsPerInstance);
  if (decision.kind === 'refuse-reservation') return ofRefusal(decision);
  return null;
}

function ofGrowth({ wanted, granted, limit, inputs }: Extract<Decision, { kind: 'scale-up' }>, slotsPerInstance: number): string | null {
  if (limit === 'max-instances') return `with max_instances ${inputs.maxInstances + 1}: ${granted + 1} of them`;
  const room = inputs.maxInstances === 0 ? wanted : inputs.maxInstances - inputs.instances;
  if (limit !== 'none') return `without that: ${Math.min(wanted, room)} of them`;
  const missing = inputs.pending + inputs.idleTarget - inputs.free;
  // Slots by which the last instance was needed.
  const last = missing - (wanted - 1) * slotsPerInstance;
  if (last < 1 || last > slotsPerInstance) return null;
  const fewer = wanted === 1 ? 'none' : `${wanted - 1}`;
  return `with ${last} more free slot${last === 1 ? '' : 's'}, or an idle target of ${inputs.idleTarget - last}: ${fewer}`;
}

function ofRefusal({ reason, inputs }: Extract<Decision, { kind: 'refuse-reservation' }>): string | null {
  if (reason !== 'no-available-capacity') return null;
  const missing = inputs.reserved + 1 - inputs.readyFree;
  return missing < 1 ? null : `with ${missing} more ready slot${missing === 1 ? '' : 's'}: one is requested`;
}
