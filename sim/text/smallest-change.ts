import type { AutoscalerConfig } from '../../core/config.ts';
import type { Decision } from '../../core/decision.ts';
import type { Ticks } from '../../core/time.ts';

/** What of the configuration tells how a decision would have been another. */
type Limits = Pick<AutoscalerConfig, 'capacityPerInstance' | 'maxUseCount'>;

/**
 * The smallest change of one input that would have made the manager decide otherwise, in words; null where the inputs on record do not tell.
 *
 * @param spanText says a span of the core's time.
 */
export function smallestChange(decision: Decision, limits: Limits, spanText: (span: Ticks) => string): string | null {
  switch (decision.kind) {
    case 'scale-up':
      return ofGrowth(decision, slotsPerInstance(limits));
    case 'refuse-reservation':
      return ofRefusal(decision);
    case 'remove':
      return ofRemoval(decision, limits, spanText);
    default:
      return null;
  }
}

/** Slots that a new instance brings. */
function slotsPerInstance({ capacityPerInstance, maxUseCount }: Limits): number {
  return maxUseCount === 0 ? capacityPerInstance : Math.min(capacityPerInstance, maxUseCount);
}

function ofGrowth({ wanted, granted, limit, inputs }: Extract<Decision, { kind: 'scale-up' }>, slots: number): string | null {
  if (limit === 'max-instances') return `with max_instances ${inputs.maxInstances + 1}: ${granted + 1} of them`;
  const room = inputs.maxInstances === 0 ? wanted : inputs.maxInstances - inputs.instances;
  if (limit !== 'none') return `without that: ${Math.min(wanted, room)} of them`;
  const missing = inputs.pending + inputs.idleTarget - inputs.free;
  // Slots by which the last instance was needed.
  const last = missing - (wanted - 1) * slots;
  if (last < 1 || last > slots) return null;
  const fewer = wanted === 1 ? 'none' : `${wanted - 1}`;
  return `with ${last} more free slot${last === 1 ? '' : 's'}, or an idle target of ${inputs.idleTarget - last}: ${fewer}`;
}

function ofRefusal({ reason, inputs }: Extract<Decision, { kind: 'refuse-reservation' }>): string | null {
  if (reason !== 'no-available-capacity') return null;
  const missing = inputs.reserved + 1 - inputs.readyFree;
  return missing < 1 ? null : `with ${missing} more ready slot${missing === 1 ? '' : 's'}: one is requested`;
}

/** An idle instance goes when its slots are beyond jobs in hand and idle target, and it was idle for long enough; one that is used up goes for its use count. */
function ofRemoval(decision: Extract<Decision, { kind: 'remove' }>, { maxUseCount }: Limits, spanText: (span: Ticks) => string): string | null {
  const { reason, slots, idleFor, inputs } = decision;
  if (reason === 'use-count') return maxUseCount === 0 ? null : `with max_use_count ${maxUseCount + 1}: it stays for another job`;
  if (reason !== 'idle' || idleFor === null) return null;
  // Slots beyond what must be left without it.
  const spare = inputs.readyFree - slots - inputs.pending - inputs.idleTarget;
  if (spare < 0) return null;
  const jobs = spare + 1;
  return `with ${jobs} more job${jobs === 1 ? '' : 's'} in hand, an idle target of ${inputs.idleTarget + jobs}, or an idle_time over ${spanText(idleFor)}: it stays`;
}
