import { hash } from 'node:crypto';
import type { NameKeeper } from '../../../sim/workload/import/name-keeper.ts';

/** Six bytes are exact as a double, and the ids of a GitLab do not collide in them. */
const idDigits = 12;
const nameDigits = 10;

/** Puts salted hashes in place of names and ids: who does not have the salt can neither read them nor try names on them. */
export class SaltedNames implements NameKeeper {
  readonly #salt: string;
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<string, string>();

  constructor(salt: string) {
    this.#salt = salt;
  }

  id(kind: string, id: number | string): number {
    const key = `${kind} ${String(id)}`;
    return remembered(this.#ids, key, () => parseInt(this.#digits(key, idDigits), 16));
  }

  kind(text: string): string {
    return remembered(this.#names, `kind ${text}`, () => this.#digits(`kind ${text}`, nameDigits));
  }

  name(name: string): string {
    if (name === '') return '';
    return remembered(this.#names, `name ${name}`, () => `job-${this.#digits(`name ${name}`, nameDigits)}`);
  }

  #digits(text: string, count: number): string {
    return hash('sha256', `${this.#salt}\n${text}`).slice(0, count);
  }
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
