import { assert } from '../assert.ts';

/**
 * Which nested VM lies on which slot of one host. Whoever creates VMs by these rules never has more than `capacity` on a host, never two on a
 * slot, and none of an earlier job on the slot of a job that starts: it was deleted at that job's end, or it is stomped now.
 *
 * A manager needs no more of it than that its slots are distinct and below `capacity`; a daemon, real or fake, keeps one of these a host.
 *
 * @remarks Source: semantics.md §4.2, invariant P16 of §6.
 */
export class VmSlots {
  readonly #vms: (string | null)[];

  constructor(capacity: number) {
    this.#vms = new Array<string | null>(capacity).fill(null);
  }

  /** The VMs that exist, by slot. */
  get vms(): string[] {
    return this.#vms.filter((vm) => vm !== null);
  }

  /**
   * Puts a new VM on a slot.
   *
   * @returns the VM that had to go for it; null for none.
   * @throws InvariantError when the host has no such slot, or the VM exists already.
   */
  create(slot: number, vm: string): string | null {
    const stomped = this.#vms[slot];
    assert(stomped !== undefined, `slot ${String(slot)} is one of the host`);
    assert(!this.#vms.includes(vm), `a VM is created once, and ${vm} exists`);
    this.#vms[slot] = vm;
    return stomped;
  }

  /** Takes a VM away; false when it is not there any more, because it was stomped or swept. */
  delete(vm: string): boolean {
    const slot = this.#vms.indexOf(vm);
    if (slot === -1) return false;
    this.#vms[slot] = null;
    return true;
  }

  /**
   * The VMs that belong to no running job and may be deleted. When an instance is made ready it runs none, so that all of them go; a VM that
   * cannot be deleted then is no reason against the instance, since the next job on its slot stomps it.
   *
   * @param held - the VMs of running jobs.
   */
  strays(held: ReadonlySet<string>): string[] {
    return this.vms.filter((vm) => !held.has(vm));
  }
}
