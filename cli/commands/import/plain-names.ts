import type { NameKeeper } from '../../../sim/workload/import/name-keeper.ts';

/** Leaves names and ids as they are (`--keep-names`). Ids that are no numbers are numbered as they come. */
export class PlainNames implements NameKeeper {
  readonly #numbers = new Map<string, number>();

  id(kind: string, id: number | string): number {
    const value = Number(id);
    if (Number.isSafeInteger(value) && String(value) === String(id)) return value;
    const key = `${kind} ${String(id)}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size + 1);
    return this.#numbers.size;
  }

  kind(text: string): string {
    return text;
  }

  name(name: string): string {
    return name;
  }
}
