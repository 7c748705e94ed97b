import type { Fault } from '../../../core/fault.ts';
import { FaultError } from '../../fault-error.ts';

/** What a group needs to come to its size. */
export interface CreationsOptions {
  /** How many are created at the same time. */
  readonly parallel: number;
  /** Creates one instance. */
  readonly create: () => Promise<void>;
  /** Decides, once for each request, that it will come to nothing. */
  readonly isLost: () => boolean;
}

/**
 * The instances that were asked for and are not there yet. They are created in the background, a few at a time; one that fails stays asked for, and the
 * whole rests until `resume`: a group comes to its size in the end, as those of clouds do, and an engine that refuses is not pressed.
 */
export class Creations {
  readonly #options: CreationsOptions;
  readonly #running = new Set<Promise<void>>();
  #waiting = 0;
  #lost = 0;
  #closed = false;
  #resting = false;
  #fault: Fault | null = null;

  constructor(options: CreationsOptions) {
    this.#options = options;
  }

  /** Why the last creation failed; null once one has succeeded since. */
  get fault(): Fault | null {
    return this.#fault;
  }

  accept(count: number): void {
    for (let index = 0; index < count; index++) {
      if (this.#options.isLost()) this.#lost++;
      else this.#waiting++;
    }
    this.#start();
  }

  /** Takes back requests that have not begun to be carried out; gives how many. */
  withdraw(count: number): number {
    const lost = Math.min(count, this.#lost);
    const waiting = Math.min(count - lost, this.#waiting);
    this.#lost -= lost;
    this.#waiting -= waiting;
    return lost + waiting;
  }

  /** Goes on after a failure. */
  resume(): void {
    this.#resting = false;
    this.#start();
  }

  /** Begins nothing more, and waits for the end of what has begun, so that nothing is left half made. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#running);
  }

  #start(): void {
    while (!this.#closed && !this.#resting && this.#waiting > 0 && this.#running.size < this.#options.parallel) {
      this.#waiting--;
      const creation = this.#createOne().finally(() => {
        this.#running.delete(creation);
        this.#start();
      });
      this.#running.add(creation);
    }
  }

  async #createOne(): Promise<void> {
    try {
      await this.#options.create();
      this.#fault = null;
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      this.#fault = error.fault;
      this.#resting = true;
      this.#waiting++;
    }
  }
}
