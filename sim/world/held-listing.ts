import type { Effect, NextListing } from '../../core/effect.ts';
import type { UnchangedListings } from '../../core/event.ts';
import type { ApiGate } from './api-gate.ts';

type ListEffect = Extract<Effect, { kind: 'list' }>;

/**
 * A listing that is answered when that matters. Until the fleet changes, or something waits for the manager's loop, each listing says what the last one said, and each
 * comes an interval after the one before. None begins before its time, not even in hindsight: its token and its latency are the next ones of its gate only if nothing
 * else was done there until then.
 */
export class HeldListing {
  readonly effect: ListEffect;
  /** Generation of the manager that asked. */
  readonly generation: number;
  /** What is scheduled, because somebody asks for the answer: the end of the last listing that has begun, or the beginning of the next one. */
  scheduled: 'nothing' | 'beginning' | 'answer' = 'nothing';
  /** Whether the manager has heard how far its listings have come: what is scheduled is no answer any more. */
  isOver = false;
  /** When the last listing that has begun is answered. */
  answeredAt: number;
  readonly #gate: ApiGate;
  readonly #interval: number;
  readonly #step: number;
  /** Listings that have begun beside the first. */
  #count = 0;
  #begunAt: number;
  /** The beginning of the loop's turn in which the last of them began. */
  #turnAt: number;
  #previousAnsweredAt: number | null = null;

  /** The first listing begins now and has been let in. */
  constructor(effect: ListEffect, again: NextListing, generation: number, gate: ApiGate, now: number) {
    this.effect = effect;
    this.generation = generation;
    this.#gate = gate;
    this.#interval = again.interval;
    this.#step = again.step;
    this.#begunAt = now;
    this.#turnAt = again.since;
    this.answeredAt = now + gate.latency('list');
  }

  /** When the next listing begins: whole steps after an answer that make up the interval. */
  get nextAt(): number {
    const rest = this.#turnAt + this.#interval - this.answeredAt;
    return rest <= 0 ? this.answeredAt : this.answeredAt + Math.ceil(rest / this.#step) * this.#step;
  }

  /** Begins all listings that have begun before `until`. */
  advance(until: number): void {
    for (let at = this.nextAt; at < until; at = this.nextAt) {
      this.#begin(at);
      // Where all take the same time, years of them are one division.
      if (this.#gate.listsAlike) this.#skip(Math.ceil((until - at) / (this.nextAt - at)) - 1);
    }
  }

  /** What is to be said of the listings that have begun. @param isLate whether the last one was answered before now. */
  unchanged(isLate: boolean): UnchangedListings {
    return { count: this.#count, startedAt: this.#begunAt, answeredAt: isLate ? this.answeredAt : null, previousAnsweredAt: this.#previousAnsweredAt };
  }

  #begin(at: number): void {
    this.#previousAnsweredAt = this.answeredAt;
    this.#count++;
    this.#begunAt = at;
    this.#turnAt = at;
    this.answeredAt = at + this.#gate.enterForeseen(at);
  }

  #skip(count: number): void {
    if (count <= 0) return;
    const cycle = this.nextAt - this.#begunAt;
    this.#previousAnsweredAt = this.answeredAt + (count - 1) * cycle;
    this.#count += count;
    this.#begunAt += count * cycle;
    this.#turnAt = this.#begunAt;
    this.answeredAt += count * cycle;
    this.#gate.calls += count;
  }
}
