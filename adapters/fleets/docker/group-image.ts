import type { DockerClient } from './client.ts';
import { checkHostUsr, hostUsrBinds, hostUsrImage } from './host-usr-image.ts';

/** What containers are made of. */
export interface ReadyImage {
  readonly image: string;
  readonly binds: readonly string[];
}

/** The image of a group: one that is named, or the built-in one. It is had once, and anew where it was cleared away while no container used it. */
export class GroupImage {
  readonly #client: DockerClient;
  readonly #named: string;
  #ready: Promise<ReadyImage> | null = null;

  /** @param named empty for the built-in one. */
  constructor(client: DockerClient, named: string) {
    this.#client = client;
    this.#named = named;
  }

  /**
   * What can be said when the group is opened: an image that is named is pulled where the engine does not have it. The built-in one is made for the first container, so that a
   * manager does not start the later for it; whether this machine has what it needs is looked at.
   */
  async open(signal: AbortSignal): Promise<void> {
    if (this.#named === '') await checkHostUsr();
    else await this.get(signal);
  }

  /** The image, which the engine has then. Whoever asks meanwhile waits for the same; a failure is not kept. */
  get(signal: AbortSignal): Promise<ReadyImage> {
    if (this.#ready !== null) return this.#ready;
    const had = this.#have(signal);
    this.#ready = had;
    had.catch(() => this.#forget(had));
    return had;
  }

  /** The engine knows the image no more: it is had anew, once for all who find that out. */
  renew(gone: ReadyImage, signal: AbortSignal): Promise<ReadyImage> {
    const known = this.#ready;
    return known === null
      ? this.get(signal)
      : known.then((ready) => {
          if (ready === gone) this.#forget(known);
          return this.get(signal);
        });
  }

  #forget(had: Promise<ReadyImage>): void {
    if (this.#ready === had) this.#ready = null;
  }

  async #have(signal: AbortSignal): Promise<ReadyImage> {
    if (this.#named !== '') {
      if (!(await this.#client.hasImage(this.#named, signal))) await this.#client.pull(this.#named, signal);
      return { image: this.#named, binds: [] };
    }
    const { name, archive, changes } = await hostUsrImage();
    if (!(await this.#client.hasImage(name, signal))) await this.#client.importImage(name, archive, changes, signal);
    return { image: name, binds: hostUsrBinds };
  }
}
