import { decisionText } from '../adapters/metrics/decision-text.ts';
import type { Decision } from '../core/decision.ts';
import type { Effect } from '../core/effect.ts';
import type { SimulationPlan } from '../sim/simulation-plan.ts';
import { durationText } from '../sim/text/figure-text.ts';
import { smallestChange } from '../sim/text/smallest-change.ts';

/** Something that the manager decided, in words. */
export interface LogEntry {
  /** Milliseconds since `clock.start`. */
  readonly at: number;
  /** What kind of decision, or of effect, it is. */
  readonly kind: Decision['kind'] | Effect['kind'];
  readonly text: string;
  /** The job that it is about; null for none. */
  readonly job: number | null;
  readonly instances: readonly string[];
  /** Where a job goes; null for all but that. */
  readonly slot: number | null;
}

/** What an effect says in words; null for timers, polls and answers, which decide nothing. @param timeText says an instant. */
export function logEntry(at: number, effect: Effect, plan: SimulationPlan, timeText: (at: number) => string): LogEntry | null {
  const said = wordsOf(effect, plan, timeText);
  return said === null ? null : { at, kind: effect.kind === 'decided' ? effect.decision.kind : effect.kind, slot: null, ...said };
}

type Words = Pick<LogEntry, 'text' | 'job' | 'instances'> & Partial<Pick<LogEntry, 'slot'>>;

function wordsOf(effect: Effect, plan: SimulationPlan, timeText: (at: number) => string): Words | null {
  switch (effect.kind) {
    case 'decided': {
      const { decision } = effect;
      const change = smallestChange(decision, plan.manager.runners[effect.runner]!.autoscaler, (span) => durationText(span / plan.manager.second));
      const id = 'id' in decision ? decision.id : null;
      return { text: `${decisionText(decision, timeText)}${change === null ? '' : `; ${change}`}`, job: null, instances: id === null ? [] : [id] };
    }
    case 'start-job':
      return { text: `job ${effect.job.id} goes to ${effect.instance.id}, slot ${effect.slot}`, ...placeOf(effect) };
    case 'rebind-job':
      return { text: `job ${effect.job.id} goes to ${effect.instance.id} now, slot ${effect.slot}`, ...placeOf(effect) };
    case 'finish-job':
      return { text: `job ${effect.job.id} has ended: ${effect.outcome.reason}`, job: effect.job.id, instances: [] };
    case 'increase':
      return { text: `the fleet is asked for ${effect.count} more`, job: null, instances: [] };
    case 'decrease': {
      const ids = effect.instances.map(({ id }) => id);
      return { text: `the fleet is asked to delete ${ids.join(', ')}`, job: null, instances: ids };
    }
    case 'withdraw':
      return { text: `the fleet is asked to take back ${requestsText(effect.count)} that never became an instance`, job: null, instances: [] };
    case 'prepare-instance':
      return { text: `${effect.instance.id} runs: it is made ready`, job: null, instances: [effect.instance.id] };
    case 'probe-instance':
      return { text: `${effect.instance.id} is probed`, job: null, instances: [effect.instance.id] };
    default:
      return null;
  }
}

function requestsText(count: number): string {
  return `${count} request${count === 1 ? '' : 's'}`;
}

function placeOf({ job, instance, slot }: Extract<Effect, { kind: 'start-job' | 'rebind-job' }>): Omit<Words, 'text'> {
  return { job: job.id, instances: [instance.id], slot };
}
