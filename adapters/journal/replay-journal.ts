import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { Manager } from '../../core/manager/manager.ts';
import type { JournalSegment } from './journal-segment.ts';
import { decisionsIn, type RunnerDecision } from './journal-step.ts';

/** An event as a new manager took it. */
export interface ReplayedStep {
  readonly event: Event;
  /** What the new manager decided. */
  readonly decided: readonly RunnerDecision[];
  /** What the journal says was decided. */
  readonly recorded: readonly RunnerDecision[];
  readonly same: boolean;
}

/**
 * Plays a segment's events on a new manager, which begins where the one of that time stood. The same program takes the same decisions. Where another decides
 * otherwise, that step is the last: the events after it answer what the manager of that time had asked.
 *
 * @throws InvariantError where a rule of the core breaks.
 */
export async function* replayJournal(segment: JournalSegment): AsyncGenerator<ReplayedStep> {
  const { config, stored, snapshot } = segment.head;
  const manager = snapshot === null ? new Manager(config, stored) : Manager.restore(config, snapshot);
  for await (const { event, decided: recorded } of segment.steps()) {
    const effects: Effect[] = [];
    manager.step(event, effects);
    const decided = decisionsIn(effects);
    const same = isDeepStrictEqual(decided, recorded);
    yield { event, decided, recorded, same };
    if (!same) return;
  }
}
