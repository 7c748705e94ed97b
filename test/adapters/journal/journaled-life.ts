import { decisionsIn, type RunnerDecision } from '../../../adapters/journal/journal-step.ts';
import { Journal, type JournalOptions } from '../../../adapters/journal/journal.ts';
import type { ManagerConfig } from '../../../core/config.ts';
import type { Effect, EffectSink } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import { Manager } from '../../../core/manager/manager.ts';
import type { StoredInstance } from '../../../core/scaling/stored-instance.ts';
import type { Ticks } from '../../../core/time.ts';

/** A decision as it was taken live. */
export interface LiveDecision extends RunnerDecision {
  readonly at: Ticks;
}

/** The lives of managers, each with a journal of its own in the same folder. */
export class JournaledLives {
  readonly decisions: LiveDecision[] = [];
  readonly journals: Journal[] = [];
  eventCount = 0;
  readonly #directory: string;
  readonly #options: JournalOptions;

  constructor(directory: string, options: JournalOptions = {}) {
    this.#directory = directory;
    // A simulation leaves no time for writing until it has ended.
    this.#options = { longestBacklogBytes: Number.POSITIVE_INFINITY, ...options };
  }

  /** A new manager, whose every step is journaled from now on. */
  readonly create = (config: ManagerConfig, stored: readonly (readonly StoredInstance[])[]): Manager => {
    const manager = new JournaledManager(config, stored);
    const journal = Journal.open(this.#directory, { version: '1.2.3', startedAt: 1_700_000_000_000, manager, stored }, this.#options);
    this.journals.push(journal);
    manager.onStep = (event, effects) => {
      this.eventCount++;
      this.decisions.push(...decisionsIn(effects).map((decided) => ({ at: event.at, ...decided })));
      journal.append(event, effects);
    };
    return manager;
  };

  async close(): Promise<void> {
    for (const journal of this.journals) await journal.close();
  }
}

class JournaledManager extends Manager {
  onStep: (event: Event, effects: readonly Effect[]) => void = () => undefined;

  override step(event: Event, effects: EffectSink): void {
    const own: Effect[] = [];
    super.step(event, own);
    this.onStep(event, own);
    for (const effect of own) effects.push(effect);
  }
}
