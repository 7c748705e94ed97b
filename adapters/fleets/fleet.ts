import type { Fault } from '../../core/fault.ts';
import type { ProviderState } from '../../core/fleet/instance.ts';
import type { InstanceId } from '../../core/ids.ts';
import type { ConnectInfo } from '../connectors/connect-info.ts';

/** What a fleet says of itself once it is open. */
export interface FleetFacts {
  /** The group's own limit; Number.MAX_SAFE_INTEGER for none. */
  readonly maxSize: number;
  /** Whether `withdraw` works. */
  readonly canWithdraw: boolean;
}

/** One instance of a listing. */
export interface ListedInstance {
  readonly id: InstanceId;
  readonly state: ProviderState;
}

/** What a call that may succeed in part did; `fault` says why it did no more. */
export interface Partial<T> {
  readonly succeeded: T;
  readonly fault: Fault | null;
}

/**
 * A group of instances, wherever it is. A fleet carries out and reports; it decides nothing, remembers nothing that its provider does not, and retries
 * nothing: the core does. Calls reject with `FaultError` alone; each has the caller's deadline as `signal`.
 */
export interface Fleet {
  /** Checks the configuration against the provider. Called once, first. */
  open(signal: AbortSignal): Promise<FleetFacts>;
  /** Every instance of the group, whatever its state. */
  list(signal: AbortSignal): Promise<readonly ListedInstance[]>;
  /** Asks for `count` more; resolves as soon as the provider has accepted. */
  increase(count: number, signal: AbortSignal): Promise<Partial<number>>;
  /** Asks for the end of those; resolves as soon as the provider has accepted. One that is gone already succeeds. */
  decrease(ids: readonly InstanceId[], signal: AbortSignal): Promise<Partial<readonly InstanceId[]>>;
  /** Takes back accepted requests that have not become instances. */
  withdraw(count: number, signal: AbortSignal): Promise<Partial<number>>;
  /** How to reach an instance. */
  connectInfo(id: InstanceId, signal: AbortSignal): Promise<ConnectInfo>;
  /** The provider's own word on an instance's health; rejects when it says that it is ill. Reaching it is the caller's business. */
  probe(id: InstanceId, signal: AbortSignal): Promise<void>;
  /** Host keys that the provider shows for it (console output), as OpenSSH public key lines; null where the provider has none to show. */
  hostKeys(id: InstanceId, signal: AbortSignal): Promise<readonly string[] | null>;
  /** Nothing more will be asked. Leaves the instances as they are. */
  close(): Promise<void>;
}
