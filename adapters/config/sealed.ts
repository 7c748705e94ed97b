/**
 * Holds a value that must not be printed by accident: a token, a password, a plugin's own table. Every way of turning it
 * into text (templates, JSON, inspection) shows the seal; only `reveal` gives the value.
 */
export class Sealed<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself, for the one place that needs it. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[sealed]';
  }

  toJSON(): string {
    return '[sealed]';
  }
}
