import type { CacheStore } from './cache-store.ts';
import type { PresignedUrl } from '../artifacts/transfer-plan.ts';

/** One URL to be signed. */
export interface ObjectRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly object: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly time: Date;
  readonly lifetimeSeconds: number;
}

/** What storages differ in. */
export interface ObjectSigner {
  /** Headers that every upload has. */
  readonly uploadHeaders: Readonly<Record<string, string>>;
  /** What the name of a header of metadata begins with. */
  readonly metadataPrefix: string;
  sign(request: ObjectRequest): string | Promise<string>;
}

/** What stores have in common. */
export interface ObjectStoreOptions {
  readonly prefix: string;
  readonly largestUpload: number;
  readonly now: () => Date;
}

const printable = /^[\x20-\x7E]+$/;

/** A store over one way of signing. */
export class ObjectStore implements CacheStore {
  readonly prefix: string;
  readonly largestUpload: number;
  readonly #signer: ObjectSigner;
  readonly #now: () => Date;

  constructor(signer: ObjectSigner, { prefix, largestUpload, now }: ObjectStoreOptions) {
    this.#signer = signer;
    this.prefix = prefix;
    this.largestUpload = largestUpload;
    this.#now = now;
  }

  async download(object: string, lifetime: number): Promise<PresignedUrl> {
    return this.#presigned('GET', object, lifetime, {});
  }

  async head(object: string, lifetime: number): Promise<PresignedUrl> {
    return this.#presigned('HEAD', object, lifetime, {});
  }

  /** Metadata that no header can hold is left out. */
  async upload(object: string, lifetime: number, metadata: Readonly<Record<string, string>>): Promise<PresignedUrl> {
    const kept = Object.entries(metadata).filter(([, value]) => printable.test(value));
    const described = Object.fromEntries(kept.map(([name, value]) => [`${this.#signer.metadataPrefix}${name}`, value]));
    return this.#presigned('PUT', object, lifetime, { ...this.#signer.uploadHeaders, ...described });
  }

  async #presigned(method: ObjectRequest['method'], object: string, lifetime: number, headers: Readonly<Record<string, string>>): Promise<PresignedUrl> {
    const url = await this.#signer.sign({ method, object, headers, time: this.#now(), lifetimeSeconds: Math.ceil(lifetime / 1000) });
    return { url, headers };
  }
}
