import type { Effect } from '../../core/effect.ts';
import { IntegerQueue } from './integer-queue.ts';

/** A job request that the coordinator holds open. */
export type OpenRequest = Extract<Effect, { kind: 'request-job' }>;

/** Answered requests that are kept before they are let go of. */
const longestTrail = 4096;

/**
 * The fake GitLab: a queue of jobs in order of arrival, and the job requests that are held open while it is empty.
 */
export class Coordinator {
  readonly #queue = new IntegerQueue();
  /** When the first open request comes back empty; infinite while none is open. */
  expiresAt = Number.POSITIVE_INFINITY;
  /** In the order in which they came, which is that in which they expire. */
  #open: OpenRequest[] = [];
  #expiries: number[] = [];
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
  open(request: OpenRequest, now: number): void {
    if (this.#head > longestTrail) this.#forgetTrail();
    const expiresAt = now + this.#longPoll;
    if (this.#head === this.#tail) this.expiresAt = expiresAt;
    this.#expiries[this.#tail] = expiresAt;
    this.#open[this.#tail++] = request;
  }

  /** Takes the request out that has been open longest. */
  takeOpen(): OpenRequest | undefined {
    if (this.#head === this.#tail) return undefined;
    const request = this.#open[this.#head++];
    if (this.#head === this.#tail) {
      this.#head = 0;
      this.#tail = 0;
      this.expiresAt = Number.POSITIVE_INFINITY;
    } else {
      this.expiresAt = this.#expiries[this.#head] as number;
    }
    return request;
  }

  /** Takes every open request out, the longest open first. */
  takeAll(): readonly OpenRequest[] {
    if (this.#head === this.#tail) return none;
    const all = this.#open.slice(this.#head, this.#tail);
    this.#head = 0;
    this.#tail = 0;
    this.expiresAt = Number.POSITIVE_INFINITY;
    return all;
  }

  /** Where one request or another is always open, those that are answered are let go of now and then. */
  #forgetTrail(): void {
    this.#open = this.#open.slice(this.#head, this.#tail);
    this.#expiries = this.#expiries.slice(this.#head, this.#tail);
    this.#tail -= this.#head;
    this.#head = 0;
  }

  /** Closes one open request; false when it is not open any more. */
  close(op: number): boolean {
    const kept: number[] = [];
    for (let index = this.#head; index < this.#tail; index++) if (this.#open[index]?.op !== op) kept.push(index);
    const isFound = kept.length < this.#tail - this.#head;
    this.#open = kept.map((index) => this.#open[index] as OpenRequest);
    this.#expiries = kept.map((index) => this.#expiries[index] as number);
    this.#head = 0;
    this.#tail = kept.length;
    this.expiresAt = this.#expiries[0] ?? Number.POSITIVE_INFINITY;
    return isFound;
  }
}

const none: readonly OpenRequest[] = [];
