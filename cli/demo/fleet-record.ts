import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { Op } from '../../core/ids.ts';

/** What a demo measures of its fleet, from the steps of the core; spans in milliseconds. */
export class FleetRecord {
  /** From the request of an instance until the fleet was seen to say that it runs, one each. */
  readonly bootsMs: number[] = [];
  /** From there until the ready command had ended, the first dial included. */
  readonly preparationsMs: number[] = [];
  #startedAt: number | null = null;
  #created = 0;
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
    if (event.kind === 'started') this.#startedAt = event.at;
    if (event.kind === 'fleet-increased') this.#created += event.succeeded;
    if (event.kind === 'instance-prepared') {
      const began = this.#preparing.get(event.op);
      if (began !== undefined && event.fault === null) this.preparationsMs.push(event.at - began);
      this.#preparing.delete(event.op);
    }
    for (const effect of effects) if (effect.kind === 'prepare-instance') this.#prepared(effect.op, effect.instance, event.at);
  }

  #prepared(op: Op, instance: Instance, at: number): void {
    this.#preparing.set(op, at);
    this.#instances.add(instance);
    if (instance.requestedAt !== null) this.bootsMs.push(at - instance.requestedAt);
  }
}
