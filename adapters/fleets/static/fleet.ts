import type { InstanceId } from '../../../core/ids.ts';
import type { ConnectInfo } from '../../connectors/connect-info.ts';
import { completeConnectInfo } from '../complete-connect-info.ts';
import type { ConnectorSettings } from '../connector-settings.ts';
import type { Fleet, FleetFacts, ListedInstance, Partial } from '../fleet.ts';
import { StaticClient } from './client.ts';
import type { StaticConfig } from './config.ts';
import { listExhausted, unknownHost } from './fault.ts';

/**
 * A fixed list of hosts as a group. Its hosts run from the start, whoever started them; so a manager that kept its state finds them again, and one
 * that did not removes them once, as it does everywhere, and takes them when it needs them. `decrease` takes a host out of the group and touches nothing on it;
 * `increase` puts the one back that has been out longest. An instance is called as its host is in the file.
 */
export class StaticFleet implements Fleet {
  readonly #config: StaticConfig;
  readonly #connector: ConnectorSettings;
  readonly #client: StaticClient;

  constructor(config: StaticConfig, connector: ConnectorSettings) {
    this.#config = config;
    this.#connector = connector;
    this.#client = new StaticClient(config.hosts.keys());
  }

  /** A host is never on order: what is accepted is in the next listing, so that there is nothing to withdraw. */
  open(): Promise<FleetFacts> {
    return Promise.resolve({ maxSize: this.#client.size, canWithdraw: false });
  }

  list(): Promise<readonly ListedInstance[]> {
    return Promise.resolve(this.#client.members().map((id): ListedInstance => ({ id, state: 'running' })));
  }

  increase(count: number): Promise<Partial<number>> {
    const given = this.#client.take(count);
    return Promise.resolve({ succeeded: given, fault: given < count ? listExhausted(count, given, this.#client.size) : null });
  }

  decrease(ids: readonly InstanceId[]): Promise<Partial<readonly InstanceId[]>> {
    for (const id of ids) this.#client.give(id);
    return Promise.resolve({ succeeded: ids, fault: null });
  }

  withdraw(): Promise<Partial<number>> {
    return Promise.resolve({ succeeded: 0, fault: null });
  }

  connectInfo(id: InstanceId): Promise<ConnectInfo> {
    const host = this.#client.has(id) ? this.#config.hosts.get(id) : undefined;
    if (host === undefined) return Promise.reject(unknownHost(id));
    return Promise.resolve(completeConnectInfo({ os: '', arch: '', protocol: 'ssh', ...host }, this.#connector));
  }

  /** A list has no word on the health of its hosts: who is in it is well until it cannot be reached. */
  probe(id: InstanceId): Promise<void> {
    return this.#client.has(id) ? Promise.resolve() : Promise.reject(unknownHost(id));
  }

  hostKeys(id: InstanceId): Promise<null> {
    return this.#client.has(id) ? Promise.resolve(null) : Promise.reject(unknownHost(id));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
