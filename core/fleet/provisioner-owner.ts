import type { Decision } from '../decision.ts';
import type { EffectSink } from '../effect.ts';
import type { Fault } from '../fault.ts';
import type { InstanceId } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { Instance, ProviderState } from './instance.ts';

/**
 * Who a provisioner works for. All calls come synchronously from inside a step, and may call the provisioner's `request`, `remove`, `suspend`
 * and `resume` in turn.
 */
export interface ProvisionerOwner {
  /** A listing named an instance for the first time, in any living state. */
  discovered(instance: Instance, at: Ticks, effects: EffectSink): void;
  /** A listing gave an instance another state. `deleted` and `timeout` are followed by `gone` in the same step. */
  stateChanged(instance: Instance, previous: ProviderState, at: Ticks, effects: EffectSink): void;
  /** A listing did not name an instance; `missedCount` says for which time in a row. */
  missed(instance: Instance, at: Ticks, effects: EffectSink): void;
  /** Whether a session or a probe shows that an instance lives although listings do not name it: it is not given up then. */
  isAlive(instance: Instance): boolean;
  /** An instance is no longer in the books: `state` says whether it was deleted or given up (`timeout`). */
  gone(instance: Instance, at: Ticks, effects: EffectSink): void;
  /** Requests, accepted requests or instances have changed in number other than by the owner's own `request`; at most once a step. Fewer requests: the fleet took some back. */
  placesChanged(at: Ticks): void;
  decided(decision: Decision, effects: EffectSink): void;
  /** The shutdown is over; the effect `close-fleet` has been pushed. */
  closed(at: Ticks, effects: EffectSink): void;
  /** The fleet could not be listed at the start, or its limits contradict the configuration: the provisioner does nothing more. */
  startFailed?(fault: Fault, at: Ticks, effects: EffectSink): void;
  /** A `resume` has ended: all its instances run (null), or the fault says why not. */
  resumptionEnded?(ids: readonly InstanceId[], fault: Fault | null, at: Ticks, effects: EffectSink): void;
}
