import type { Decision } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { RunnerIndex } from '../../core/ids.ts';

/** A decision and the runner that it was taken for. */
export interface RunnerDecision {
  readonly runner: RunnerIndex;
  readonly decision: Decision;
}

/** One line of a journal: an event, and what the manager decided on it. In one line, so that a torn journal never has the one without the other. */
export interface JournalStep {
  readonly event: Event;
  readonly decided: readonly RunnerDecision[];
}

/** The decisions among the effects of a step, in order. */
export function decisionsIn(effects: readonly Effect[]): RunnerDecision[] {
  return effects.flatMap((effect) => (effect.kind === 'decided' ? [{ runner: effect.runner, decision: effect.decision }] : []));
}
