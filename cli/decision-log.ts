import { decisionText } from '../adapters/metrics/decision-text.ts';
import type { Effect } from '../core/effect.ts';
import { simulate } from '../sim/simulate.ts';
import type { SimulationPlan } from '../sim/simulation-plan.ts';
import { smallestChange } from '../sim/text/smallest-change.ts';

/** Something that the manager decided, in words. */
export interface LogEntry {
  /** Milliseconds since `clock.start`. */
  readonly at: number;
  readonly text: string;
  /** The job that it is about; null for none. */
  readonly job: number | null;
  readonly instances: readonly string[];
}

/** Plays a replication once more and returns what of its decisions is wanted, in order. `timeText` says an instant. */
export function decisionLog(plan: SimulationPlan, seed: number, isWanted: (entry: LogEntry) => boolean, timeText: (at: number) => string): LogEntry[] {
  const entries: LogEntry[] = [];
  simulate(plan, seed, {
    onStep: ({ at }, effects) => {
      for (const effect of effects) {
        const said = wordsOf(effect, plan, timeText);
        const entry = said === null ? null : { at, ...said };
        if (entry !== null && isWanted(entry)) entries.push(entry);
      }
    },
  });
  return entries;
}

type Words = Omit<LogEntry, 'at'>;

function wordsOf(effect: Effect, plan: SimulationPlan, timeText: (at: number) => string): Words | null {
  switch (effect.kind) {
    case 'decided': {
      const { decision } = effect;
      const change = smallestChange(decision, slotsPerInstance(plan, effect.runner));
      const id = 'id' in decision ? decision.id : null;
      return { text: `${decisionText(decision, timeText)}${change === null ? '' : `; ${change}`}`, job: null, instances: id === null ? [] : [id] };
    }
    case 'start-job':
      return { text: `job ${effect.job.id} goes to ${effect.instance.id}, slot ${effect.slot}`, job: effect.job.id, instances: [effect.instance.id] };
    case 'rebind-job':
      return { text: `job ${effect.job.id} goes to ${effect.instance.id} now, slot ${effect.slot}`, job: effect.job.id, instances: [effect.instance.id] };
    case 'finish-job':
      return { text: `job ${effect.job.id} has ended: ${effect.outcome.reason}`, job: effect.job.id, instances: [] };
    case 'increase':
      return { text: `the fleet is asked for ${effect.count} more`, job: null, instances: [] };
    case 'decrease': {
      const ids = effect.instances.map(({ id }) => id);
      return { text: `the fleet is asked to delete ${ids.join(', ')}`, job: null, instances: ids };
    }
    case 'prepare-instance':
      return { text: `${effect.instance.id} runs: it is made ready`, job: null, instances: [effect.instance.id] };
    case 'probe-instance':
      return { text: `${effect.instance.id} is probed`, job: null, instances: [effect.instance.id] };
    default:
      return null;
  }
}

function slotsPerInstance({ manager }: SimulationPlan, runner: number): number {
  const { capacityPerInstance, maxUseCount } = manager.runners[runner]!.autoscaler;
  return maxUseCount === 0 ? capacityPerInstance : Math.min(capacityPerInstance, maxUseCount);
}
