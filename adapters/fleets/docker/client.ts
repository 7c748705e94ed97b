import { env } from 'node:process';
import { FaultError } from '../../fault-error.ts';
import { readFirstFile, writeArchive, type ArchiveEntry } from './archive.ts';
import { engineAddress } from './engine-address.ts';
import { EngineError } from './engine-error.ts';
import { Engine, type EngineCall } from './engine.ts';
import { dockerFault } from './fault.ts';

/** A container in a listing. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** The engine's word: created, running, paused, restarting, removing, exited, dead. */
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
}

/** One container, looked at. */
export interface InspectedContainer {
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The port of the machine that its sshd is published on; null where it is not. */
  readonly port: number | null;
}

/** A container, as it is asked for: names and meanings are the API's. */
export interface ContainerSpec {
  readonly name: string;
  readonly Hostname: string;
  readonly Image: string;
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly HostConfig: {
    readonly NetworkMode: string;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>>;
    readonly Binds: readonly string[];
    readonly Memory: number;
    readonly NanoCpus: number;
    readonly PidsLimit: number;
    readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> };
  };
}

/** What the engine is. */
export interface EngineFacts {
  /** As GitLab names architectures: amd64, arm64. */
  readonly arch: string;
  readonly networks: ReadonlySet<string>;
}

/** What is read of the engine's answers. */
interface Answers {
  readonly version: { readonly Arch: string };
  readonly networks: readonly { readonly Name: string }[];
  readonly containers: readonly {
    readonly Id: string;
    readonly Names: readonly string[];
    readonly State: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Created: number;
  }[];
  readonly container: {
    readonly State: { readonly Status: string };
    readonly Config: { readonly Labels: Readonly<Record<string, string>> };
    readonly NetworkSettings: { readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>> };
  };
  readonly created: { readonly Id: string };
  readonly images: readonly { readonly Id: string }[];
}

/** The engine's API as this fleet uses it. Every call has its caller's deadline and rejects with `FaultError` alone. */
export class DockerClient {
  readonly #engine: Engine;

  /** @param host `unix:///path` or `tcp://host:port`; empty for what DOCKER_HOST says, or the usual socket. */
  constructor(host = '') {
    this.#engine = new Engine(() => engineAddress(host, env));
  }

  async facts(signal: AbortSignal): Promise<EngineFacts> {
    return this.#call('ask the engine what it is', signal, async () => {
      const [{ Arch }, networks] = await Promise.all([this.#get<'version'>('/version', signal), this.#get<'networks'>('/networks', signal)]);
      return { arch: Arch, networks: new Set(networks.map(({ Name }) => Name)) };
    });
  }

  /** All containers that bear the label (`key` or `key=value`), whatever their state. */
  async containers(label: string, signal: AbortSignal): Promise<readonly ListedContainer[]> {
    const query = { all: true, filters: { label: [label] } };
    const listed = await this.#call('list containers', signal, () => this.#get<'containers'>('/containers/json', signal, query));
    return listed.map(({ Id, Names, State, Labels, Created }) => ({
      id: Id,
      name: Names[0]?.replace(/^\//, '') ?? '',
      state: State,
      labels: Labels,
      createdAtMs: Created * 1000,
    }));
  }

  /** Gives the engine's own name of the container. */
  async create({ name, ...body }: ContainerSpec, signal: AbortSignal): Promise<string> {
    return this.#call(`create container ${name}`, signal, async () => {
      const created = await this.#engine.json({ method: 'POST', path: '/containers/create', query: { name }, body }, signal);
      return (created as Answers['created']).Id;
    });
  }

  async start(container: string, signal: AbortSignal): Promise<void> {
    await this.#call(`start container ${container}`, signal, () => this.#engine.call({ method: 'POST', path: `${pathOf(container)}/start` }, signal));
  }

  /** Kills and removes a container. One that is gone, or going, is what was wanted. */
  async remove(container: string, signal: AbortSignal): Promise<void> {
    await this.#call(`remove container ${container}`, signal, async () => {
      try {
        await this.#engine.call({ method: 'DELETE', path: pathOf(container), query: { force: true, v: true } }, signal);
      } catch (error) {
        const isGoing = error instanceof EngineError && (error.statusCode === 404 || (error.statusCode === 409 && error.message.includes('in progress')));
        if (!isGoing) throw error;
      }
    });
  }

  async inspect(container: string, signal: AbortSignal): Promise<InspectedContainer> {
    const found = await this.#call(`inspect container ${container}`, signal, () => this.#get<'container'>(`${pathOf(container)}/json`, signal));
    const bound = found.NetworkSettings.Ports['22/tcp']?.[0]?.HostPort;
    return { state: found.State.Status, labels: found.Config.Labels, port: bound === undefined ? null : Number(bound) };
  }

  /** Puts files into a container, below its root. */
  async write(container: string, entries: readonly ArchiveEntry[], signal: AbortSignal): Promise<void> {
    await this.#call(`write to container ${container}`, signal, async () =>
      this.#engine.call({ method: 'PUT', path: `${pathOf(container)}/archive`, query: { path: '/' }, body: await writeArchive(entries) }, signal),
    );
  }

  /** Reads one file of a container, running or not. */
  async read(container: string, path: string, signal: AbortSignal): Promise<string> {
    return this.#call(`read ${path} of container ${container}`, signal, async () => {
      const archive = await this.#engine.call({ method: 'GET', path: `${pathOf(container)}/archive`, query: { path } }, signal);
      const content = await readFirstFile(archive);
      if (content === null) throw new FaultError('not-found', `${path} of container ${container} is no file`);
      return content.toString('utf8');
    });
  }

  async hasImage(image: string, signal: AbortSignal): Promise<boolean> {
    const query = { filters: { reference: [withTag(image)] } };
    return (await this.#call(`look for image ${image}`, signal, () => this.#get<'images'>('/images/json', signal, query))).length > 0;
  }

  async pull(image: string, signal: AbortSignal): Promise<void> {
    const call = { method: 'POST', path: '/images/create', query: { fromImage: withTag(image) } } as const;
    await this.#call(`pull image ${image}`, signal, () => this.#engine.progress(call, signal));
  }

  /** Makes an image of a file system. @param changes instructions such as `CMD […]`. */
  async importImage(image: string, archive: Buffer, changes: readonly string[], signal: AbortSignal): Promise<void> {
    const [repo = '', tag = ''] = image.split(':');
    const call = { method: 'POST', path: '/images/create', query: { fromSrc: '-', repo, tag, changes }, body: archive } as const;
    await this.#call(`import image ${image}`, signal, () => this.#engine.progress(call, signal));
  }

  /** Removes the images with the label that no container uses. */
  async removeImages(label: string, signal: AbortSignal): Promise<void> {
    const listed = await this.#call('list images', signal, () => this.#get<'images'>('/images/json', signal, { filters: { label: [label] } }));
    for (const { Id } of listed) {
      await this.#call(`remove image ${Id}`, signal, async () => {
        try {
          await this.#engine.call({ method: 'DELETE', path: `/images/${encodeURIComponent(Id)}` }, signal);
        } catch (error) {
          // Two that remove the same image meet in the engine: one of them hears that it does not know it, as an error of the engine's own.
          const isServed =
            error instanceof EngineError && (error.statusCode === 404 || error.statusCode === 409 || error.message.includes('unrecognized image'));
          if (!isServed) throw error;
        }
      });
    }
  }

  async #get<K extends keyof Answers>(path: string, signal: AbortSignal, query: EngineCall['query'] = {}): Promise<Answers[K]> {
    return (await this.#engine.json({ method: 'GET', path, query }, signal)) as Answers[K];
  }

  async #call<T>(doing: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    try {
      signal.throwIfAborted();
      return await act();
    } catch (error) {
      throw dockerFault(error, doing, signal);
    }
  }
}

/** An image's name as the engine keeps it: none without a tag or a digest. */
function withTag(image: string): string {
  return /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
}

function pathOf(container: string): string {
  return `/containers/${encodeURIComponent(container)}`;
}
