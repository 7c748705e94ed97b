import { randomBytes } from 'node:crypto';
import type { Fault } from '../../../core/fault.ts';
import type { ProviderState } from '../../../core/fleet/instance.ts';
import type { InstanceId } from '../../../core/ids.ts';
import { Sealed } from '../../config/sealed.ts';
import type { ConnectInfo } from '../../connectors/connect-info.ts';
import { FaultError } from '../../fault-error.ts';
import { completeConnectInfo } from '../complete-connect-info.ts';
import type { ConnectorSettings } from '../connector-settings.ts';
import type { Fleet, FleetFacts, ListedInstance, Partial } from '../fleet.ts';
import { Addresses } from './addresses.ts';
import { DockerClient, type EngineFacts, type InspectedContainer, type ListedContainer } from './client.ts';
import type { DockerConfig } from './config.ts';
import { containerSpec, type NewInstance } from './container-spec.ts';
import { Creations } from './creations.ts';
import { GroupImage, type ReadyImage } from './group-image.ts';
import { hostUsrUser } from './host-usr-image.ts';
import { inParallel } from './in-parallel.ts';
import { instancePaths } from './instance-paths.ts';
import { label } from './labels.ts';

const createTimeoutMs = 60_000;
const reapTimeoutMs = 10_000;
/** A container that was made here and not started for so long could be neither started nor removed. */
const abandonedMs = 2 * createTimeoutMs;
const everyInterface = '0.0.0.0';
const gone = new Set(['exited', 'dead', 'removing']);

interface OpenGroup {
  readonly network: string;
  readonly arch: string;
}

/**
 * A group of containers of the local engine, each with an sshd. All that is known of an instance is kept in its container: labels for what group it is of and where it
 * is reached, files for its keys. A manager that starts anew therefore finds what it left, and only requests that had not begun are forgotten.
 */
export class DockerFleet implements Fleet {
  readonly #config: DockerConfig;
  readonly #connector: ConnectorSettings;
  readonly #random: () => number;
  readonly #client: DockerClient;
  readonly #image: GroupImage;
  readonly #addresses: Addresses | null;
  readonly #creations: Creations;
  /** Login keys that were made or read here; they never change. */
  readonly #keys = new Map<InstanceId, Sealed<string>>();
  readonly #reaping = new Map<string, Promise<void>>();
  #group: OpenGroup | null = null;

  constructor(config: DockerConfig, connector: ConnectorSettings, random: () => number = Math.random) {
    this.#config = config;
    this.#connector = connector;
    this.#random = random;
    this.#client = new DockerClient(config.host);
    this.#image = new GroupImage(this.#client, config.image);
    this.#addresses = config.addresses === null ? null : new Addresses(config.addresses, config.name);
    this.#creations = new Creations({
      parallel: config.maxParallel,
      create: () => this.#create(AbortSignal.timeout(createTimeoutMs)),
      isLost: () => random() < config.failure.create,
    });
  }

  async open(signal: AbortSignal): Promise<FleetFacts> {
    const [facts] = await Promise.all([this.#client.facts(signal), this.#image.open(signal), this.#removeAbandoned(signal)]);
    this.#group = { network: this.#chooseNetwork(facts), arch: facts.arch };
    return { maxSize: this.#addresses?.size ?? Number.MAX_SAFE_INTEGER, canWithdraw: true };
  }

  async list(signal: AbortSignal): Promise<readonly ListedInstance[]> {
    const containers = await this.#members(signal);
    this.#creations.resume();
    const nowMs = Date.now();
    return containers.map((container): ListedInstance => {
      const state = providerState(container, nowMs);
      if (state === 'deleted') this.#reap(container);
      return { id: container.name, state };
    });
  }

  /** Accepts nothing while the engine refuses to create what it accepted before. */
  increase(count: number, signal: AbortSignal): Promise<Partial<number>> {
    if (signal.aborted) return Promise.reject(new FaultError('timeout', 'the request came too late'));
    const { fault } = this.#creations;
    if (fault !== null) return Promise.resolve({ succeeded: 0, fault });
    this.#creations.accept(count);
    return Promise.resolve({ succeeded: count, fault: null });
  }

  async decrease(ids: readonly InstanceId[], signal: AbortSignal): Promise<Partial<readonly InstanceId[]>> {
    const members = new Map((await this.#members(signal)).map(({ name, id }) => [name, id]));
    const faults = await inParallel(ids, this.#config.maxParallel, async (id) => this.#removeMember(id, members.get(id), signal));
    return { succeeded: ids.filter((_, index) => faults[index] === null), fault: faults.find((fault) => fault !== null) ?? null };
  }

  withdraw(count: number): Promise<Partial<number>> {
    return Promise.resolve({ succeeded: this.#creations.withdraw(count), fault: null });
  }

  async connectInfo(id: InstanceId, signal: AbortSignal): Promise<ConnectInfo> {
    const container = await this.#member(id, signal);
    const address = container.labels[label.address] || published(container);
    if (address === null) throw new FaultError('unreachable', `container ${id} has no port yet`);
    const known = {
      os: 'linux',
      arch: this.#opened().arch,
      protocol: 'ssh',
      username: this.#connector.username || (this.#config.image === '' ? hostUsrUser : 'root'),
      password: null,
      key: this.#usesStaticCredentials() ? null : await this.#key(id, signal),
      internalAddress: address,
      externalAddress: address,
    } as const;
    return completeConnectInfo(known, this.#connector);
  }

  async probe(id: InstanceId, signal: AbortSignal): Promise<void> {
    const { state } = await this.#member(id, signal);
    if (state !== 'running') throw new FaultError('unreachable', `container ${id} is ${state}`);
  }

  async hostKeys(id: InstanceId, signal: AbortSignal): Promise<readonly string[]> {
    await this.#member(id, signal);
    const text = await this.#client.read(id, instancePaths.hostPublicKey, signal);
    return text.split('\n').filter((line) => line !== '');
  }

  async close(): Promise<void> {
    await this.#creations.close();
    await Promise.all(this.#reaping.values());
  }

  #opened(): OpenGroup {
    if (this.#group === null) throw new FaultError('conflict', 'the fleet is not open');
    return this.#group;
  }

  #usesStaticCredentials(): boolean {
    return this.#connector.useStaticCredentials;
  }

  #chooseNetwork({ networks }: EngineFacts): string {
    const network = this.#config.network || (networks.has('bridge') ? 'bridge' : 'host');
    if (!networks.has(network)) throw new FaultError('not-found', `the engine has no network ${network}: it has ${[...networks].toSorted().join(', ')}`);
    if (network === 'host' && this.#addresses === null)
      throw new FaultError('not-found', 'the engine has no bridge network, and without one every instance needs an address of its own: set addresses');
    return network;
  }

  async #members(signal: AbortSignal): Promise<readonly ListedContainer[]> {
    return this.#client.containers(`${label.group}=${this.#config.name}`, signal);
  }

  /** A container of this group that is not over; no other is touched or told of. */
  async #member(id: InstanceId, signal: AbortSignal): Promise<InspectedContainer> {
    const container = await this.#client.inspect(id, signal);
    if (container.labels[label.group] !== this.#config.name) throw new FaultError('not-found', `container ${id} is not of the group ${this.#config.name}`);
    if (gone.has(container.state)) throw new FaultError('not-found', `container ${id} is ${container.state}`);
    return container;
  }

  async #removeMember(id: InstanceId, container: string | undefined, signal: AbortSignal): Promise<Fault | null> {
    try {
      if (container !== undefined) await this.#client.remove(container, signal);
      this.#keys.delete(id);
      return null;
    } catch (error) {
      if (error instanceof FaultError) return error.fault;
      throw error;
    }
  }

  /** Removes what a manager before this one made and did not come to start: nobody else would. */
  async #removeAbandoned(signal: AbortSignal): Promise<void> {
    const abandoned = (await this.#members(signal)).filter(({ state }) => state === 'created');
    await inParallel(abandoned, this.#config.maxParallel, ({ id }) => this.#client.remove(id, signal));
  }

  /** Clears away what is left of an instance that ended by itself. Where that fails the next listing shows it again. */
  #reap({ id, name }: ListedContainer): void {
    if (this.#reaping.has(id)) return;
    this.#keys.delete(name);
    const reaped = this.#client
      .remove(id, AbortSignal.timeout(reapTimeoutMs))
      .catch(() => undefined)
      .finally(() => this.#reaping.delete(id));
    this.#reaping.set(id, reaped);
  }

  async #key(id: InstanceId, signal: AbortSignal): Promise<Sealed<string>> {
    const key = this.#keys.get(id) ?? new Sealed(await this.#client.read(id, instancePaths.key, signal));
    this.#keys.set(id, key);
    return key;
  }

  async #create(signal: AbortSignal): Promise<void> {
    const group = this.#opened();
    const id = `${this.#config.name}-${randomBytes(4).toString('hex')}`;
    const address = await this.#takeAddress(signal);
    // Keys are SSH's affair, whose library a manager without instances does without.
    const { instanceFiles } = await import('./instance-files.ts');
    const { key, entries } = instanceFiles({
      listen: group.network === 'host' && address !== null ? address : everyInterface,
      operatorKey: this.#usesStaticCredentials() ? (this.#connector.key?.reveal() ?? null) : null,
      allowPassword: this.#usesStaticCredentials() && this.#connector.key === null,
    });
    try {
      const container = await this.#createContainer(group, { id, address, nowMs: Date.now(), random: this.#random }, signal);
      if (key !== null) this.#keys.set(id, new Sealed(key));
      await this.#fillAndStart(container, entries, signal);
    } finally {
      if (address !== null) this.#addresses?.release(address);
    }
  }

  /** An image that was cleared away while no container used it is had anew. */
  async #createContainer({ network }: OpenGroup, instance: NewInstance, signal: AbortSignal): Promise<string> {
    const image = await this.#image.get(signal);
    const create = (ready: ReadyImage): Promise<string> => this.#client.create(containerSpec({ config: this.#config, network, ...ready }, instance), signal);
    try {
      return await create(image);
    } catch (error) {
      if (!(error instanceof FaultError && error.fault.code === 'not-found')) throw error;
      return create(await this.#image.renew(image, signal));
    }
  }

  async #fillAndStart(container: string, entries: Parameters<DockerClient['write']>[1], signal: AbortSignal): Promise<void> {
    try {
      await this.#client.write(container, entries, signal);
      await this.#client.start(container, signal);
    } catch (error) {
      await this.#client.remove(container, AbortSignal.timeout(reapTimeoutMs)).catch(() => undefined);
      // A removal may overtake the creation: then it has been served.
      if (!(error instanceof FaultError && error.fault.code === 'not-found')) throw error;
    }
  }

  async #takeAddress(signal: AbortSignal): Promise<string | null> {
    if (this.#addresses === null) return null;
    const others = await this.#client.containers(label.group, signal);
    const address = this.#addresses.take(new Set(others.map(({ labels }) => labels[label.address] ?? '')));
    if (address === null) throw new FaultError('out-of-capacity', `all ${this.#addresses.size} addresses are in use`);
    return address;
  }
}

function providerState({ state, labels, createdAtMs }: ListedContainer, nowMs: number): ProviderState {
  switch (state) {
    case 'removing':
      return 'deleting';
    case 'exited':
    case 'dead':
      return 'deleted';
    case 'created':
      return nowMs - createdAtMs < abandonedMs ? 'creating' : 'deleted';
    case 'restarting':
      return 'creating';
    // A paused one too: it is there, and whoever tries to reach it finds out.
    default:
      return nowMs < Number(labels[label.runningAt] ?? 0) ? 'creating' : 'running';
  }
}

function published({ port }: InspectedContainer): string | null {
  return port === null ? null : `127.0.0.1:${port}`;
}
