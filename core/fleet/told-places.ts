import type { FleetCalls } from './fleet-calls.ts';

/** Requests, accepted requests and instances as the owner of a provisioner was last told of them. */
export class ToldPlaces {
  #requests = 0;
  #pending = 0;
  #instances = 0;

  /** Takes the numbers of now for told. @returns whether any of them has changed. */
  note({ requests, pending, books }: FleetCalls): boolean {
    if (this.#requests === requests.size && this.#pending === pending.size && this.#instances === books.size) return false;
    this.#requests = requests.size;
    this.#pending = pending.size;
    this.#instances = books.size;
    return true;
  }
}
