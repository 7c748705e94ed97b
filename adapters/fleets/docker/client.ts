import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { FaultError } from '../../fault-error.ts';
import { readFirstFile, writeArchive, type ArchiveEntry } from './archive.ts';
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

/** A container, as it is asked for. */
export type ContainerSpec = Docker.ContainerCreateOptions & { readonly name: string };

/** What the engine is. */
export interface EngineFacts {
  /** As GitLab names architectures: amd64, arm64. */
  readonly arch: string;
  readonly networks: ReadonlySet<string>;
}

/** The engine's API as this fleet uses it. Every call has its caller's deadline and rejects with `FaultError` alone. */
export class DockerClient {
  readonly #docker: Docker;

  /** @param host `unix:///path` or `tcp://host:port`; empty for what DOCKER_HOST says, or the usual socket. */
  constructor(host = '') {
    this.#docker = new Docker(connection(host));
  }

  async facts(signal: AbortSignal): Promise<EngineFacts> {
    // The library takes the signal here as everywhere; its types do not have it.
    const engine = this.#docker as unknown as { version(options: { readonly abortSignal: AbortSignal }): Promise<Docker.DockerVersion> };
    return this.#call('ask the engine what it is', signal, async () => {
      const [{ Arch }, networks] = await Promise.all([engine.version({ abortSignal: signal }), this.#docker.listNetworks({ abortSignal: signal })]);
      return { arch: Arch, networks: new Set(networks.map(({ Name }) => Name)) };
    });
  }

  /** All containers that bear the label (`key` or `key=value`), whatever their state. */
  async containers(label: string, signal: AbortSignal): Promise<readonly ListedContainer[]> {
    const listed = await this.#call('list containers', signal, () =>
      this.#docker.listContainers({ all: true, filters: { label: [label] }, abortSignal: signal }),
    );
    return listed.map(({ Id, Names, State, Labels, Created }) => ({
      id: Id,
      name: Names[0]?.replace(/^\//, '') ?? '',
      state: State,
      labels: Labels,
      createdAtMs: Created * 1000,
    }));
  }

  /** Gives the engine's own name of the container. */
  async create(spec: ContainerSpec, signal: AbortSignal): Promise<string> {
    return this.#call(`create container ${spec.name}`, signal, async () => (await this.#docker.createContainer({ ...spec, abortSignal: signal })).id);
  }

  async start(container: string, signal: AbortSignal): Promise<void> {
    await this.#call(`start container ${container}`, signal, () => this.#docker.getContainer(container).start({ abortSignal: signal }));
  }

  /** Kills and removes a container. One that is gone, or going, is what was wanted. */
  async remove(container: string, signal: AbortSignal): Promise<void> {
    await this.#call(`remove container ${container}`, signal, async () => {
      try {
        await this.#docker.getContainer(container).remove({ force: true, v: true, abortSignal: signal });
      } catch (error) {
        const { statusCode, message } = error as { statusCode?: number; message: string };
        if (statusCode !== 404 && !(statusCode === 409 && message.includes('in progress'))) throw error;
      }
    });
  }

  async inspect(container: string, signal: AbortSignal): Promise<InspectedContainer> {
    const found = await this.#call(`inspect container ${container}`, signal, () => this.#docker.getContainer(container).inspect({ abortSignal: signal }));
    const bound = found.NetworkSettings.Ports['22/tcp']?.[0]?.HostPort;
    return { state: found.State.Status, labels: found.Config.Labels, port: bound === undefined ? null : Number(bound) };
  }

  /** Puts files into a container, below its root. */
  async write(container: string, entries: readonly ArchiveEntry[], signal: AbortSignal): Promise<void> {
    await this.#call(`write to container ${container}`, signal, async () => {
      await this.#docker.getContainer(container).putArchive(await writeArchive(entries), { path: '/', abortSignal: signal });
    });
  }

  /** Reads one file of a container, running or not. */
  async read(container: string, path: string, signal: AbortSignal): Promise<string> {
    return this.#call(`read ${path} of container ${container}`, signal, async () => {
      const content = await readFirstFile(await this.#docker.getContainer(container).getArchive({ path, abortSignal: signal }));
      if (content === null) throw new FaultError('not-found', `${path} of container ${container} is no file`);
      return content.toString('utf8');
    });
  }

  async hasImage(image: string, signal: AbortSignal): Promise<boolean> {
    const filters = { reference: [withTag(image)] };
    return (await this.#call(`look for image ${image}`, signal, () => this.#docker.listImages({ filters, abortSignal: signal }))).length > 0;
  }

  async pull(image: string, signal: AbortSignal): Promise<void> {
    await this.#call(`pull image ${image}`, signal, async () => finish(await this.#docker.pull(withTag(image), { abortSignal: signal })));
  }

  /** Makes an image of a file system. @param changes instructions such as `CMD […]`. */
  async importImage(image: string, archive: Buffer, changes: readonly string[], signal: AbortSignal): Promise<void> {
    const [repo, tag] = image.split(':');
    await this.#call(`import image ${image}`, signal, async () =>
      // A Buffer is taken as it stands; only the declared type does not say so.
      finish(await this.#docker.importImage(archive as unknown as NodeJS.ReadableStream, { repo, tag, changes, abortSignal: signal })),
    );
  }

  /** Removes the images with the label that no container uses. */
  async removeImages(label: string, signal: AbortSignal): Promise<void> {
    const listed = await this.#call('list images', signal, () => this.#docker.listImages({ filters: { label: [label] }, abortSignal: signal }));
    for (const { Id } of listed) {
      await this.#call(`remove image ${Id}`, signal, async () => {
        try {
          await this.#docker.getImage(Id).remove({ abortSignal: signal });
        } catch (error) {
          const { statusCode, message } = error as { statusCode?: number; message: string };
          // Two that remove the same image meet in the engine: one of them hears that it does not know it, as an error of the engine's own.
          if (statusCode !== 404 && statusCode !== 409 && !message.includes('unrecognized image')) throw error;
        }
      });
    }
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

/** Waits for the end of a call that reports its progress, a JSON object a line, and its failure as one of those. */
async function finish(progress: NodeJS.ReadableStream): Promise<void> {
  for (const line of (await text(progress)).split('\n')) {
    const { error } = (line.trim() === '' ? {} : JSON.parse(line)) as { readonly error?: string };
    if (error !== undefined) throw Object.assign(new Error(error), { statusCode: 500 });
  }
}

function connection(host: string): Docker.DockerOptions | undefined {
  if (host === '') return undefined;
  // Left out, the host would still be that of DOCKER_HOST.
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length), host: undefined };
  const { hostname, port } = new URL(host);
  return { host: hostname, port: port === '' ? 2375 : Number(port), protocol: 'http' };
}
