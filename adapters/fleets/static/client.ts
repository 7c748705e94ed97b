/** Which hosts of a fixed list are in the group: the provider that a list of machines does not have. */
export class StaticClient {
  readonly #names: ReadonlySet<string>;
  readonly #members: Set<string>;
  /** Those that are not, longest first: a host that failed is not the next to be tried again, and none comes back before its absence could be seen. */
  readonly #free: string[] = [];

  /** All hosts are members at first, as machines that run already are. */
  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
    this.#members = new Set(this.#names);
  }

  get size(): number {
    return this.#names.size;
  }

  /** The members, in the order in which they became so. */
  members(): readonly string[] {
    return [...this.#members];
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** Makes as many of the others members as there are, `count` at most; gives how many. */
  take(count: number): number {
    const taken = this.#free.splice(0, count);
    for (const name of taken) this.#members.add(name);
    return taken.length;
  }

  /** Ends the membership of a host; of one that is no member nothing is left to end. */
  give(name: string): void {
    if (this.#members.delete(name)) this.#free.push(name);
  }
}
