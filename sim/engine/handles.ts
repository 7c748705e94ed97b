import { assert } from '../../core/assert.ts';

/** Lets an event carry an object as an integer. A handle is good for one `take`. */
export class Handles<T> {
  readonly #items: (T | undefined)[] = [];
  readonly #free: number[] = [];

  put(item: T): number {
    const handle = this.#free.pop() ?? this.#items.length;
    this.#items[handle] = item;
    return handle;
  }

  take(handle: number): T {
    const item = this.#items[handle];
    assert(item !== undefined, 'a handle is taken once');
    this.#items[handle] = undefined;
    this.#free.push(handle);
    return item;
  }
}
