import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { Op } from '../../core/ids.ts';

/** What a demo measures of its fleet, from the steps of the core; spans in milliseconds. */
export class FleetRecord {
  /**
   * From an accepted request of an instance until it was last seen not to run yet, one each. It ran some time between two listings; a simulation lists as often,
   * and so adds the rest by itself.
   */
  readonly bootsMs: number[] = [];
  /** From there until the ready command had ended, the first dial included. */
  readonly preparationsMs: number[] = [];
  #startedAt: number | null = null;
  #created = 0;
  #listedAt = 0;
  readonly #acceptedAt: number[] = [];
  readonly #instances = new Set<Instance>();
  readonly #preparing = new Map<Op, number>();

  /** The manager's first instant; null before it. */
  get startedAt(): number | null {
    return this.#startedAt;
  }

  /** Instances whose request the fleet accepted. */
  get created(): number {
    return this.#created;
  }

  /** Jobs that each instance ran, of those that ran any. */
  get uses(): number[] {
    return [...this.#instances].map(({ useCount }) => useCount).filter((uses) => uses > 0);
  }

  observe(event: Event, effects: readonly Effect[]): void {
    const { at } = event;
    if (event.kind === 'started') this.#startedAt = at;
    if (event.kind === 'fleet-increased' && event.succeeded > 0) {
      this.#created += event.succeeded;
      this.#acceptedAt.push(at);
    }
    if (event.kind === 'instance-prepared') {
      const began = this.#preparing.get(event.op);
      if (began !== undefined && event.fault === null) this.preparationsMs.push(at - began);
      this.#preparing.delete(event.op);
    }
    for (const effect of effects) if (effect.kind === 'prepare-instance') this.#prepares(effect.op, effect.instance, at);
    if (event.kind === 'fleet-listed') this.#listedAt = at;
  }

  #prepares(op: Op, instance: Instance, at: number): void {
    this.#preparing.set(op, at);
    this.#instances.add(instance);
    const { requestedAt } = instance;
    const acceptedAt = requestedAt === null ? undefined : this.#acceptedAt.find((accepted) => accepted >= requestedAt);
    if (acceptedAt !== undefined) this.bootsMs.push(Math.max(0, this.#listedAt - acceptedAt));
  }
}
