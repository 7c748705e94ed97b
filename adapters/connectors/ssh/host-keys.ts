import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { FaultError } from '../../fault-error.ts';
import type { DialOptions } from '../connector.ts';

const algorithmsOfType: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** Where pinned keys are kept, in base64, by the name of their instance. A `Map` keeps them for as long as the program runs. */
export interface HostKeyPins {
  get(instance: string): string | undefined;
  set(instance: string, key: string): void;
  delete(instance: string): void;
}

/** The keys that hosts have shown, pinned under the name of their instance, and the judgement of a key that is shown. */
export class HostKeys {
  readonly #pinned: HostKeyPins;

  constructor(pinned: HostKeyPins) {
    this.#pinned = pinned;
  }

  /** Algorithms to offer, those of the keys that are trusted first: a host with keys of several types then shows one that can be compared. */
  algorithms({ instance, hostKeyChecking, knownHostKeys }: DialOptions): ServerHostKeyAlgorithm[] {
    const all = Object.values(algorithmsOfType).flat();
    const trusted = hostKeyChecking === 'accept-new' ? [this.#pinned.get(instance) ?? ''] : (knownHostKeys ?? []).map(blobOf);
    const first = trusted.flatMap((blob) => algorithmsOfType[typeOf(blob)] ?? []);
    return [...new Set([...first, ...all])];
  }

  /** What is wrong with dialling at all: a host whose key must be known and is not. */
  missing({ instance, hostKeyChecking, knownHostKeys }: DialOptions): FaultError | null {
    if (knownHostKeys !== null && knownHostKeys.length > 0) return null;
    if (hostKeyChecking === 'strict') return new FaultError('auth', `host_key_checking is strict and no host key of ${instance} is known`);
    if (hostKeyChecking === 'console') return new FaultError('unreachable', `the console of ${instance} has not shown its host keys yet`);
    return null;
  }

  /** What is wrong with the key that the host shows; null where it is trusted. */
  judge(key: Buffer, { instance, hostKeyChecking, knownHostKeys }: DialOptions): FaultError | null {
    const shown = key.toString('base64');
    switch (hostKeyChecking) {
      case 'off':
        return null;
      case 'accept-new': {
        const pinned = this.#pinned.get(instance);
        if (pinned === undefined || pinned === shown) return null;
        return new FaultError('auth', `the host key of ${instance} changed: it was ${fingerprint(pinned)}, the host now shows ${fingerprint(shown)}`);
      }
      case 'strict':
      case 'console': {
        const known = (knownHostKeys ?? []).map(blobOf);
        if (known.includes(shown)) return null;
        return new FaultError(
          'auth',
          `the host key of ${instance} is not the known one: known is ${known.map(fingerprint).join(' or ')}, the host shows ${fingerprint(shown)}`,
        );
      }
    }
  }

  /** Pins the key of a host that let us in, as `accept-new` wants it, and judges it once more: a login takes a while. */
  pin(key: Buffer, options: DialOptions): FaultError | null {
    const { instance, hostKeyChecking } = options;
    if (hostKeyChecking === 'accept-new' && this.#pinned.get(instance) === undefined) this.#pinned.set(instance, key.toString('base64'));
    return this.judge(key, options);
  }

  /** For an instance that is gone: another may come by its name. */
  forget(instance: string): void {
    this.#pinned.delete(instance);
  }
}

/** The key itself, of a line `type key comment` or of the key alone. */
function blobOf(line: string): string {
  const words = line.trim().split(/\s+/);
  return words.find((word) => word.startsWith('AAAA')) ?? words[0]!;
}

/** An SSH key begins with the length and the name of its type. */
function typeOf(blob: string): string {
  const bytes = Buffer.from(blob, 'base64');
  return bytes.length < 4 ? '' : bytes.toString('latin1', 4, 4 + bytes.readUInt32BE(0));
}

/** As `ssh-keygen -l` shows it. */
function fingerprint(blob: string): string {
  return `SHA256:${createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '')}`;
}
