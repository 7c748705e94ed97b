/** A first-in, first-out queue of integers on a ring. */
export class IntegerQueue {
  #ring = new Int32Array(1024);
  #head = 0;
  size = 0;

  push(value: number): void {
    if (this.size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.size) & (this.#ring.length - 1)] = value;
    this.size++;
  }

  /** The first value; −1 when there is none. */
  get first(): number {
    return this.size === 0 ? -1 : (this.#ring[this.#head] as number);
  }

  /** Takes the first value out; ask for `size` before. */
  shift(): number {
    const value = this.#ring[this.#head] as number;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.size--;
    return value;
  }

  /** Takes a value out wherever it stands; false when it is not there. */
  remove(value: number): boolean {
    const mask = this.#ring.length - 1;
    for (let index = 0; index < this.size; index++) {
      if (this.#ring[(this.#head + index) & mask] !== value) continue;
      for (let next = index + 1; next < this.size; next++) this.#ring[(this.#head + next - 1) & mask] = this.#ring[(this.#head + next) & mask] as number;
      this.size--;
      return true;
    }
    return false;
  }

  #grow(): void {
    const mask = this.#ring.length - 1;
    const larger = new Int32Array(this.#ring.length * 2);
    for (let index = 0; index < this.size; index++) larger[index] = this.#ring[(this.#head + index) & mask] as number;
    this.#ring = larger;
    this.#head = 0;
  }
}
