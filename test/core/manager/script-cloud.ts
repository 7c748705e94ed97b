import type { InstanceChange } from '../../../core/event.ts';
import type { ProviderState } from '../../../core/fleet/instance.ts';
import { ListingDelta } from '../../../core/fleet/listing-delta.ts';
import type { InstanceId } from '../../../core/ids.ts';

/** One instance as the cloud has it. */
export interface ScriptInstance {
  readonly id: InstanceId;
  state: ProviderState;
  /** Left out of listings although it is there. */
  hidden: boolean;
  /** Its ready command and its probes fail. */
  broken: boolean;
}

/** The group of one runner: instances appear, boot, delete and vanish when told to; listings say what changed. */
export class ScriptCloud {
  readonly instances = new Map<InstanceId, ScriptInstance>();
  readonly #prefix: string;
  readonly #delta = new ListingDelta();
  #lastNumber = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Puts an instance back that was there before the manager's start. */
  restore(id: InstanceId): void {
    this.instances.set(id, { id, state: 'running', hidden: false, broken: false });
  }

  create(state: ProviderState): ScriptInstance {
    const instance = { id: `${this.#prefix}-${String(++this.#lastNumber)}`, state, hidden: false, broken: false };
    this.instances.set(instance.id, instance);
    return instance;
  }

  /** @throws Error when the group has no such instance, which is a mistake in the script. */
  instance(id: InstanceId): ScriptInstance {
    const instance = this.instances.get(id);
    if (instance === undefined) throw new Error(`the cloud has no ${id}`);
    return instance;
  }

  listing(): InstanceChange[] {
    const shown = [...this.instances.values()].filter(({ hidden }) => !hidden);
    return this.#delta.changes(shown.map(({ id, state }) => [id, state] as const));
  }
}
