import type { AcquisitionKey } from '../ids.ts';
import type { Acquisition } from '../scaling/acquisition.ts';

const firstLength = 64;
/** Operations count from 1. */
const noKey = 0;

/**
 * The keys in use. Keys are numbers that grow, and few are in use at once, so an open table that is addressed by the key itself finds nearly all of them at
 * the first look. (A `Map` makes its table anew every few hundred keys; the old ones then keep finished jobs in memory.) The keys stand apart from what they
 * name: a look at a neighbour's cell must not cost a look at the neighbour.
 */
export class AcquisitionTable {
  size = 0;
  #keys = new Float64Array(firstLength);
  #acquisitions: (Acquisition | undefined)[] = new Array<Acquisition | undefined>(firstLength).fill(undefined);
  #mask = firstLength - 1;

  get(key: AcquisitionKey): Acquisition | undefined {
    const cell = this.#cellOf(key);
    return cell < 0 ? undefined : this.#acquisitions[cell];
  }

  /** Adds an acquisition whose key is not in use. */
  add(acquisition: Acquisition): void {
    // Half of the cells stay empty, so that looks are short.
    if (this.size * 2 >= this.#keys.length) this.#grow();
    this.size++;
    this.#place(acquisition);
  }

  /** Takes a key out; undefined when it is not in use. */
  take(key: AcquisitionKey): Acquisition | undefined {
    const cell = this.#cellOf(key);
    if (cell < 0) return undefined;
    const acquisition = this.#acquisitions[cell];
    this.size--;
    this.#close(cell);
    return acquisition;
  }

  /** All acquisitions, by key. */
  values(): Acquisition[] {
    return this.#acquisitions.filter((acquisition) => acquisition !== undefined).sort((a, b) => a.key - b.key);
  }

  /** Where a key stands; −1 when it is not in use. */
  #cellOf(key: AcquisitionKey): number {
    const keys = this.#keys;
    const mask = this.#mask;
    for (let cell = key & mask; ; cell = (cell + 1) & mask) {
      const found = keys[cell];
      if (found === key) return cell;
      if (found === noKey) return -1;
    }
  }

  /** Empties a cell, and moves up those behind it that were placed further than their key says. */
  #close(gap: number): void {
    const keys = this.#keys;
    const mask = this.#mask;
    let empty = gap;
    for (let cell = (gap + 1) & mask; ; cell = (cell + 1) & mask) {
      const key = keys[cell] as number;
      if (key === noKey) break;
      if (((cell - (key & mask)) & mask) < ((cell - empty) & mask)) continue;
      keys[empty] = key;
      this.#acquisitions[empty] = this.#acquisitions[cell];
      empty = cell;
    }
    keys[empty] = noKey;
    this.#acquisitions[empty] = undefined;
  }

  #place(acquisition: Acquisition): void {
    const keys = this.#keys;
    const mask = this.#mask;
    let cell = acquisition.key & mask;
    while (keys[cell] !== noKey) cell = (cell + 1) & mask;
    keys[cell] = acquisition.key;
    this.#acquisitions[cell] = acquisition;
  }

  #grow(): void {
    const acquisitions = this.values();
    const length = this.#keys.length * 2;
    this.#keys = new Float64Array(length);
    this.#acquisitions = new Array<Acquisition | undefined>(length).fill(undefined);
    this.#mask = length - 1;
    for (const acquisition of acquisitions) this.#place(acquisition);
  }
}
