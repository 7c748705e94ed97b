import type { AcquisitionKey } from '../ids.ts';
import type { Acquisition } from '../scaling/acquisition.ts';

const firstLength = 64;

/**
 * The keys in use. Keys are numbers that grow, and few are in use at once, so the low digits of a key say where its acquisition stands, and one look finds it. Where one
 * comes round to the place of an earlier key, the earlier one, which is soon to go, moves to a `Map`. (All in a `Map`, the keys would have its table made anew every few hundred of
 * them; the old ones then keep finished jobs in memory.)
 */
export class AcquisitionTable {
  size = 0;
  #places: (Acquisition | undefined)[] = emptyPlaces(firstLength);
  readonly #overtaken = new Map<AcquisitionKey, Acquisition>();

  get(key: AcquisitionKey): Acquisition | undefined {
    const found = this.#places[this.#placeOf(key)];
    return found !== undefined && found.key === key ? found : this.#overtaken.get(key);
  }

  /** Adds an acquisition whose key is not in use. */
  add(acquisition: Acquisition): void {
    // Three of four places stay empty, so that few are overtaken.
    if (this.size * 4 >= this.#places.length) this.#grow();
    this.size++;
    this.#put(acquisition);
  }

  /** Takes a key out; undefined when it is not in use. */
  take(key: AcquisitionKey): Acquisition | undefined {
    const place = this.#placeOf(key);
    const found = this.#places[place];
    if (found === undefined || found.key !== key) return this.#takeOvertaken(key);
    this.#places[place] = undefined;
    this.size--;
    return found;
  }

  /** All acquisitions, by key. */
  values(): Acquisition[] {
    const placed = this.#places.filter((acquisition) => acquisition !== undefined);
    return [...placed, ...this.#overtaken.values()].sort((a, b) => a.key - b.key);
  }

  #placeOf(key: AcquisitionKey): number {
    return key & (this.#places.length - 1);
  }

  #takeOvertaken(key: AcquisitionKey): Acquisition | undefined {
    const found = this.#overtaken.get(key);
    if (found === undefined) return undefined;
    this.#overtaken.delete(key);
    this.size--;
    return found;
  }

  #put(acquisition: Acquisition): void {
    const place = this.#placeOf(acquisition.key);
    const earlier = this.#places[place];
    if (earlier !== undefined) this.#overtaken.set(earlier.key, earlier);
    this.#places[place] = acquisition;
  }

  #grow(): void {
    const acquisitions = this.values();
    this.#places = emptyPlaces(this.#places.length * 2);
    this.#overtaken.clear();
    for (const acquisition of acquisitions) this.#put(acquisition);
  }
}

function emptyPlaces(length: number): (Acquisition | undefined)[] {
  return new Array<Acquisition | undefined>(length).fill(undefined);
}
