import type { Effect } from '../../core/effect.ts';
import { IntegerQueue } from './integer-queue.ts';

/** A job request that the coordinator holds open. */
export interface OpenRequest {
  readonly op: number;
  readonly expiresAt: number;
  readonly inert: boolean;
  readonly full: boolean;
  readonly phase: number;
  readonly every: number;
}

/**
 * The fake GitLab: a queue of jobs in order of arrival, and the job requests that are held open while it is empty.
 */
export class Coordinator {
  readonly #queue = new IntegerQueue();
  /** In the order in which they came, which is that in which they expire. */
  #open: OpenRequest[] = [];
  #head = 0;
  #tail = 0;
  readonly #longPoll: number;

  constructor(longPoll: number) {
    this.#longPoll = longPoll;
  }

  /** Jobs that no request has taken. */
  get queued(): number {
    return this.#queue.size;
  }

  /** The job that has waited longest; −1 when none waits. */
  get longestQueued(): number {
    return this.#queue.first;
  }

  /** When the first open request comes back empty. */
  get expiresAt(): number {
    return this.#head === this.#tail ? Number.POSITIVE_INFINITY : (this.#open[this.#head] as OpenRequest).expiresAt;
  }

  /** Lets a job wait for a request. */
  hold(job: number): void {
    this.#queue.push(job);
  }

  /** The job that has waited longest, or −1. */
  takeJob(): number {
    return this.#queue.size > 0 ? this.#queue.shift() : -1;
  }

  /** Takes a canceled job out of the queue. */
  cancel(job: number): void {
    this.#queue.remove(job);
  }

  /** Holds a request open until a job comes or its time is over. */
  open(effect: Extract<Effect, { kind: 'request-job' }>, now: number): void {
    const { op, inert, full, phase, every } = effect;
    this.#open[this.#tail++] = { op, expiresAt: now + this.#longPoll, inert, full, phase, every };
  }

  /** Takes the request out that has been open longest. */
  takeOpen(): OpenRequest | undefined {
    if (this.#head === this.#tail) return undefined;
    const request = this.#open[this.#head++];
    if (this.#head === this.#tail) {
      this.#head = 0;
      this.#tail = 0;
    }
    return request;
  }

  /** Closes one open request; false when it is not open any more. */
  close(op: number): boolean {
    const open = this.#open.slice(this.#head, this.#tail);
    this.#open = open.filter((request) => request.op !== op);
    this.#head = 0;
    this.#tail = this.#open.length;
    return this.#open.length < open.length;
  }
}
