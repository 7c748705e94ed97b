import type { AcquisitionKey } from '../ids.ts';
import type { Acquisition } from '../scaling/acquisition.ts';

const firstLength = 64;

/**
 * The keys in use. Keys are numbers that grow, and few are in use at once, so an open table that is addressed by the key itself finds nearly all of them at
 * the first look. (A `Map` makes its table anew every few hundred keys; the old ones then keep finished jobs in memory.)
 */
export class AcquisitionTable {
  size = 0;
  #cells: (Acquisition | undefined)[] = new Array<Acquisition | undefined>(firstLength).fill(undefined);
  #mask = firstLength - 1;

  get(key: AcquisitionKey): Acquisition | undefined {
    const cells = this.#cells;
    for (let cell = key & this.#mask; ; cell = (cell + 1) & this.#mask) {
      const acquisition = cells[cell];
      if (acquisition === undefined || acquisition.key === key) return acquisition;
    }
  }

  /** Adds an acquisition whose key is not in use. */
  add(acquisition: Acquisition): void {
    // Half of the cells stay empty, so that looks are short.
    if (this.size * 2 >= this.#cells.length) this.#grow();
    this.size++;
    this.#place(acquisition);
  }

  delete(key: AcquisitionKey): void {
    const cells = this.#cells;
    let cell = key & this.#mask;
    while (cells[cell]?.key !== key) {
      if (cells[cell] === undefined) return;
      cell = (cell + 1) & this.#mask;
    }
    this.size--;
    this.#close(cell);
  }

  /** All acquisitions, by key. */
  values(): Acquisition[] {
    return this.#cells.filter((acquisition) => acquisition !== undefined).sort((a, b) => a.key - b.key);
  }

  /** Empties a cell, and moves up those behind it that were placed further than their key says. */
  #close(gap: number): void {
    const cells = this.#cells;
    const mask = this.#mask;
    let empty = gap;
    for (let cell = (gap + 1) & mask; ; cell = (cell + 1) & mask) {
      const acquisition = cells[cell];
      if (acquisition === undefined) break;
      const home = acquisition.key & mask;
      if (((cell - home) & mask) < ((cell - empty) & mask)) continue;
      cells[empty] = acquisition;
      empty = cell;
    }
    cells[empty] = undefined;
  }

  #place(acquisition: Acquisition): void {
    let cell = acquisition.key & this.#mask;
    while (this.#cells[cell] !== undefined) cell = (cell + 1) & this.#mask;
    this.#cells[cell] = acquisition;
  }

  #grow(): void {
    const acquisitions = this.values();
    this.#cells = new Array<Acquisition | undefined>(this.#cells.length * 2).fill(undefined);
    this.#mask = this.#cells.length - 1;
    for (const acquisition of acquisitions) this.#place(acquisition);
  }
}
