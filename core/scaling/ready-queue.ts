import type { Instance } from '../fleet/instance.ts';

/**
 * The instances that may have a slot to give, oldest first: jobs fill the oldest instance, so that the newest fall idle and can go.
 * An instance that has lost its last slot leaves the queue only when it is met at its head.
 */
export class ReadyQueue {
  readonly #heap: Instance[] = [];
  /** Of the instances in the heap, place by place: order is kept without a look at the instances themselves. */
  readonly #ordinals: number[] = [];

  /** Lets an instance be found; nothing happens when it is in already. */
  offer(instance: Instance): void {
    if (instance.inReadyQueue) return;
    instance.inReadyQueue = true;
    this.#push(instance);
  }

  /** The oldest instance that is ready with a usable slot, other than `avoided` where there is a choice to make; null when there is none. */
  oldest(avoided: Instance | null): Instance | null {
    const heap = this.#heap;
    for (;;) {
      const top = heap[0];
      if (top === undefined) return null;
      if (top.readiness === 'ready' && top.usableCount > 0) {
        return top === avoided ? this.#oldestBut(top) : top;
      }
      this.#pop();
      top.inReadyQueue = false;
    }
  }

  #oldestBut(top: Instance): Instance | null {
    this.#pop();
    top.inReadyQueue = false;
    const next = this.oldest(null);
    this.offer(top);
    return next;
  }

  #push(instance: Instance): void {
    const heap = this.#heap;
    const ordinals = this.#ordinals;
    const { ordinal } = instance;
    let index = heap.push(instance) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = ordinals[parent] as number;
      if (above < ordinal) break;
      heap[index] = heap[parent] as Instance;
      ordinals[index] = above;
      index = parent;
    }
    heap[index] = instance;
    ordinals[index] = ordinal;
  }

  #pop(): void {
    const heap = this.#heap;
    const ordinals = this.#ordinals;
    const last = heap.pop();
    const ordinal = ordinals[heap.length] as number;
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (ordinals[child + 1] as number) < (ordinals[child] as number)) child++;
      if (ordinal < (ordinals[child] as number)) break;
      heap[index] = heap[child] as Instance;
      ordinals[index] = ordinals[child] as number;
      index = child;
    }
    heap[index] = last;
    ordinals[index] = ordinal;
  }
}
