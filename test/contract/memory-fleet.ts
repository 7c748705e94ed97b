import { FaultError } from '../../adapters/fault-error.ts';
import { Sealed } from '../../adapters/config/sealed.ts';
import type { ConnectInfo } from '../../adapters/connectors/connect-info.ts';
import type { Fleet, FleetFacts, ListedInstance, Partial } from '../../adapters/fleets/fleet.ts';

/** A group that is only a list in memory: the smallest fleet that keeps the contract. The list is the provider's, and outlives the fleet. */
export class MemoryFleet implements Fleet {
  readonly #maxSize: number;
  readonly #instances: Set<string>;
  #made = 0;

  constructor(maxSize: number, instances: Set<string>) {
    this.#maxSize = maxSize;
    this.#instances = instances;
  }

  open(): Promise<FleetFacts> {
    return Promise.resolve({ maxSize: this.#maxSize, canWithdraw: false });
  }

  list(): Promise<readonly ListedInstance[]> {
    return Promise.resolve([...this.#instances].map((id): ListedInstance => ({ id, state: 'running' })));
  }

  increase(count: number): Promise<Partial<number>> {
    const succeeded = Math.min(count, this.#maxSize - this.#instances.size);
    for (let index = 0; index < succeeded; index++) this.#instances.add(`memory-${++this.#made}`);
    return Promise.resolve({ succeeded, fault: succeeded < count ? { code: 'out-of-capacity', detail: `at most ${this.#maxSize}` } : null });
  }

  decrease(ids: readonly string[]): Promise<Partial<readonly string[]>> {
    for (const id of ids) this.#instances.delete(id);
    return Promise.resolve({ succeeded: ids, fault: null });
  }

  withdraw(): Promise<Partial<number>> {
    return Promise.resolve({ succeeded: 0, fault: null });
  }

  async connectInfo(id: string): Promise<ConnectInfo> {
    await this.probe(id);
    const address = { internalAddress: '127.0.0.1', externalAddress: '127.0.0.1', useExternalAddress: false, port: 22 };
    const login = { username: 'runner', password: new Sealed('memory'), key: null };
    return { os: 'linux', arch: 'amd64', protocol: 'ssh', ...address, ...login, keepalive: 30_000, timeout: 600_000 };
  }

  probe(id: string): Promise<void> {
    return this.#instances.has(id) ? Promise.resolve() : Promise.reject(new FaultError('not-found', `no instance ${id}`));
  }

  async hostKeys(id: string): Promise<null> {
    await this.probe(id);
    return null;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
