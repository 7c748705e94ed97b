import { fromJournalJson } from './journal-json.ts';
import type { JournalHead } from './journal-head.ts';
import type { JournalStep } from './journal-step.ts';

/** One file of a journal: what a manager began with, and the steps that it made from there, read as they are asked for, once. */
export class JournalSegment {
  /** Of the file, without its folder. */
  readonly name: string;
  readonly head: JournalHead;
  /** The line, from 1, that is damaged, at which the steps ended; null where they were whole, or are not read yet. */
  damagedLine: number | null = null;
  readonly #lines: AsyncIterable<string>;

  /** @param lines after the head. */
  constructor(name: string, head: JournalHead, lines: AsyncIterable<string>) {
    this.name = name;
    this.head = head;
    this.#lines = lines;
  }

  /** The steps in order, up to the end or to what is damaged: what follows a gap would mean something else. */
  async *steps(): AsyncGenerator<JournalStep> {
    let number = 1;
    for await (const line of this.#lines) {
      number++;
      const step = stepOf(line);
      if (step === null) {
        this.damagedLine = number;
        return;
      }
      yield step;
    }
  }
}

function stepOf(line: string): JournalStep | null {
  try {
    const value = fromJournalJson(line) as Partial<JournalStep> | null;
    return typeof value?.event?.kind === 'string' && Array.isArray(value.decided) ? (value as JournalStep) : null;
  } catch {
    return null;
  }
}
