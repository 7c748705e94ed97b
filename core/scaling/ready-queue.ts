import type { Instance } from '../fleet/instance.ts';

const firstLength = 64;

/**
 * The instances that may have a slot to give, oldest first: jobs fill the oldest instance, so that the newest fall idle and can go.
 * An instance that has lost its last slot leaves the queue only when it is met at its head.
 */
export class ReadyQueue {
  /** A binary heap in numbers alone, since it moves with every job and references would be told to the garbage collector at each move: ordinals, and where each one's instance is kept. */
  #ordinals = new Float64Array(firstLength);
  #places = new Int32Array(firstLength);
  #size = 0;
  readonly #instances: (Instance | null)[] = [];
  readonly #freePlaces: number[] = [];

  /** Lets an instance be found; nothing happens when it is in already. */
  offer(instance: Instance): void {
    if (instance.inReadyQueue) return;
    instance.inReadyQueue = true;
    const place = this.#freePlaces.pop() ?? this.#instances.length;
    this.#instances[place] = instance;
    this.#push(instance.ordinal, place);
  }

  /** The oldest instance that is ready with a usable slot, other than `avoided` where there is a choice to make; null when there is none. */
  oldest(avoided: Instance | null): Instance | null {
    while (this.#size > 0) {
      const top = this.#instances[this.#places[0] as number] as Instance;
      if (top.readiness === 'ready' && top.usableCount > 0) return top === avoided ? this.#oldestBut(top) : top;
      this.#take(top);
    }
    return null;
  }

  #oldestBut(top: Instance): Instance | null {
    this.#take(top);
    const next = this.oldest(null);
    this.offer(top);
    return next;
  }

  /** Takes the head out. */
  #take(top: Instance): void {
    const place = this.#places[0] as number;
    this.#instances[place] = null;
    this.#freePlaces.push(place);
    top.inReadyQueue = false;
    this.#pop();
  }

  #push(ordinal: number, place: number): void {
    if (this.#size === this.#ordinals.length) this.#grow();
    const ordinals = this.#ordinals;
    const places = this.#places;
    let index = this.#size++;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = ordinals[parent] as number;
      if (above < ordinal) break;
      ordinals[index] = above;
      places[index] = places[parent] as number;
      index = parent;
    }
    ordinals[index] = ordinal;
    places[index] = place;
  }

  #pop(): void {
    const ordinals = this.#ordinals;
    const places = this.#places;
    const size = --this.#size;
    const ordinal = ordinals[size] as number;
    const place = places[size] as number;
    let index = 0;
    for (let child = 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && (ordinals[child + 1] as number) < (ordinals[child] as number)) child++;
      if (ordinal < (ordinals[child] as number)) break;
      ordinals[index] = ordinals[child] as number;
      places[index] = places[child] as number;
      index = child;
    }
    ordinals[index] = ordinal;
    places[index] = place;
  }

  #grow(): void {
    const ordinals = new Float64Array(this.#size * 2);
    const places = new Int32Array(this.#size * 2);
    ordinals.set(this.#ordinals);
    places.set(this.#places);
    this.#ordinals = ordinals;
    this.#places = places;
  }
}
