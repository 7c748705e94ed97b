import type { Effect } from '../../core/effect.ts';

type ListEffect = Extract<Effect, { kind: 'list' }>;

/**
 * A listing that is answered when that matters. Until the fleet changes, or something waits for the manager's loop, each listing says what the last one said, and
 * all of them come at instants that are known: number 0 is the one that was asked for, the others are those that would have followed it.
 */
export class HeldListing {
  readonly effect: ListEffect;
  /** Generation of the manager that asked. */
  readonly generation: number;
  /** The listing whose answer is scheduled; null while nothing asks for one. */
  due: number | null = null;
  /** Whether the manager has heard how far its listings have come: what is scheduled is no answer any more. */
  isOver = false;
  readonly #begunAt: number;
  readonly #latency: number;
  /** From the beginning of one listing to that of the next. */
  readonly #cycle: number;

  constructor(effect: ListEffect, again: NonNullable<ListEffect['again']>, generation: number, begunAt: number, latency: number) {
    this.effect = effect;
    this.generation = generation;
    this.#begunAt = begunAt;
    this.#latency = latency;
    // From an answer to the beginning of the next listing: whole steps that make up the interval.
    this.#cycle = Math.max(0, Math.ceil((again.interval - latency) / again.step)) * again.step + latency;
  }

  beginOf(number: number): number {
    return this.#begunAt + number * this.#cycle;
  }

  answerOf(number: number): number {
    return this.beginOf(number) + this.#latency;
  }

  /** The first listing that is answered at `at` or later. */
  answeredFrom(at: number): number {
    return Math.max(0, Math.ceil((at - this.#latency - this.#begunAt) / this.#cycle));
  }

  /** How many listings beside the first have begun before `at`. */
  begunBefore(at: number): number {
    return Math.max(0, Math.ceil((at - this.#begunAt) / this.#cycle) - 1);
  }
}
