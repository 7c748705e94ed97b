import type { Decision } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { RunnerIndex } from '../../core/ids.ts';
import type { Ticks } from '../../core/time.ts';

/** A decision, when and for which runner it was taken. */
export interface TakenDecision {
  readonly at: Ticks;
  readonly runner: RunnerIndex;
  readonly decision: Decision;
}

const kept = 50;

/** The last fifty decisions, the latest first: what the status page tells. */
export class RecentDecisions {
  readonly #decisions: TakenDecision[] = [];

  /** Takes the effects of one step of the core. */
  observe(at: Ticks, effects: readonly Effect[]): void {
    for (const effect of effects) if (effect.kind === 'decided') this.#decisions.push({ at, runner: effect.runner, decision: effect.decision });
    if (this.#decisions.length > kept) this.#decisions.splice(0, this.#decisions.length - kept);
  }

  latestFirst(): readonly TakenDecision[] {
    return this.#decisions.toReversed();
  }
}
