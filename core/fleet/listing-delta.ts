import type { InstanceChange } from '../event.ts';
import type { InstanceId } from '../ids.ts';
import type { ProviderState } from './instance.ts';

/** Turns a fleet's full listings into what changed since the last one, which is all that the provisioner is told. */
export class ListingDelta {
  #listed: Map<InstanceId, ProviderState>;

  /** @param known what a provisioner that was restored believes to be listed, so that the first listing says what vanished since. */
  constructor(known: Iterable<readonly [InstanceId, ProviderState]> = []) {
    this.#listed = new Map(known);
  }

  /**
   * What `listing` says anew: first what is new or in another state, in the listing's order, then what is no longer listed. To be called for
   * successful listings only. Where a listing names an instance twice, the last state counts.
   */
  changes(listing: Iterable<readonly [InstanceId, ProviderState]>): InstanceChange[] {
    const listed = new Map(listing);
    const changes: InstanceChange[] = [];
    for (const [id, state] of listed) {
      if (this.#listed.get(id) !== state) changes.push({ id, state });
    }
    for (const id of this.#listed.keys()) {
      if (!listed.has(id)) changes.push({ id, state: 'absent' });
    }
    this.#listed = listed;
    return changes;
  }
}
