import type { AutoscalerConfig } from '../../core/config.ts';
import type { CapacityInputs, Decision } from '../../core/decision.ts';
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
    case 'withdraw':
      return ofWithdrawal(decision, limits);
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
  const jobs = jobsToKeep(inputs, slots);
  return jobs === null ? null : `${jobs.text}, an idle target of ${jobs.idleTarget}, or an idle_time over ${spanText(idleFor)}: it stays`;
}

/** What is withdrawn is surplus as what is removed is; only reservations keep it. How many slots it has is not on record, and known where use counts take none. */
function ofWithdrawal({ inputs }: Extract<Decision, { kind: 'withdraw' }>, limits: Limits): string {
  const atOnce = 'without reservations: it is removed at once';
  const slots = slotsPerInstance(limits);
  const jobs = limits.maxUseCount === 0 || slots === 1 ? jobsToKeep(inputs, slots) : null;
  return jobs === null ? atOnce : `${jobs.text}, or an idle target of ${jobs.idleTarget}: it stays; ${atOnce}`;
}

/** How many jobs more, or which idle target, an idle instance is needed for; null where it is needed as it is. */
function jobsToKeep({ readyFree, pending, idleTarget }: CapacityInputs, slots: number): { readonly text: string; readonly idleTarget: number } | null {
  // Slots beyond what must be left without it.
  const spare = readyFree - slots - pending - idleTarget;
  if (spare < 0) return null;
  const jobs = spare + 1;
  return { text: `with ${jobs} more job${jobs === 1 ? '' : 's'} in hand`, idleTarget: idleTarget + jobs };
}
