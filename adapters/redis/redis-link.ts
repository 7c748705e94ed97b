import { isIP } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** How long a silent server is waited for, and who hears of it. */
export interface RedisLinkOptions {
  /** Time without an answer after which the link is given up. */
  readonly patienceMs: number;
  /** The server does not answer, for the first time since it last did. */
  readonly onTrouble: (reason: string) => void;
  /** It answers again. */
  readonly onRecovery: () => void;
}

/** A client that knows the copies which are made of it, to end them with itself. */
class Original extends Redis {
  #copies: Redis[] = [];

  override duplicate(changes?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(changes);
    this.#copies = [...this.#copies.filter(({ status }) => status !== 'end'), copy];
    return copy;
  }

  endAll(): void {
    for (const client of [this, ...this.#copies]) client.disconnect();
  }
}

/** A Redis does not let us in, or was silent for longer than anybody wants to wait. */
export class RedisLostError extends Error {
  override readonly name = 'RedisLostError';
}

const pingEveryMs = 500;
const longestPauseMs = 2000;
/** Answers that no further attempt would change. */
const refusal = /^(WRONGPASS|NOAUTH|NOPERM|ERR (invalid password|AUTH|invalid DB|DB index))/;
/** Codes of certificates that no further attempt would make better. */
const distrust = /CERT|UNABLE_TO_VERIFY/;

/**
 * A connection to a Redis that outlives short absences: it is made anew with growing pauses, and commands wait meanwhile. `lost` rejects once the server was
 * silent for longer than the patience, however it went away, or does not let us in.
 */
export class RedisLink {
  /** Copies that others make of it end with the link. */
  get client(): Redis {
    return this.#client;
  }

  /** Never resolves. @throws RedisLostError */
  readonly lost: Promise<never>;
  readonly #client: Original;
  readonly #address: RedisAddress;
  readonly #options: RedisLinkOptions;
  readonly #timer: NodeJS.Timeout;
  #giveUp!: (error: RedisLostError) => void;
  #heardAt = performance.now();
  #trouble: string | null = null;
  #isWaiting = false;

  constructor(address: RedisAddress, options: RedisLinkOptions) {
    this.#address = address;
    this.#options = options;
    this.lost = new Promise((_, reject) => (this.#giveUp = reject));
    // Whoever does not wait for it is told by the commands that fail.
    this.lost.catch(() => undefined);
    const { host, port, db, username, password, tls } = address;
    this.#client = new Original({
      host,
      port,
      db,
      ...(username === null ? {} : { username }),
      ...(password === null ? {} : { password }),
      // An address of numbers is no name that a server could be asked for.
      ...(tls ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
      connectTimeout: options.patienceMs,
      // A server does not close a connection on which a command still waits for something to happen.
      disconnectTimeout: 50,
      // Commands wait for the link, which has its own bound.
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), longestPauseMs),
    });
    this.#client.on('error', (error: Error) => this.heard(error));
    this.#timer = setInterval(() => this.#ping(), pingEveryMs);
    this.#ping();
  }

  /** Takes an error of this connection, or of one that was made from it. */
  heard(error: Error): void {
    const reason = reasonOf(error);
    if (refusal.test(reason)) this.#end(`${this.#address.shown} does not let us in: ${reason}`);
    else if (distrust.test((error as NodeJS.ErrnoException).code ?? ''))
      this.#end(`${this.#address.shown} has a certificate that is not trusted: ${reason} (NODE_EXTRA_CA_CERTS names a private authority)`);
    else if (isAbsence(error)) this.#isInTrouble(reason);
  }

  /** Ends the connection and its copies at once. */
  close(): void {
    clearInterval(this.#timer);
    this.#client.endAll();
  }

  #isInTrouble(reason: string): void {
    const isNew = this.#trouble === null;
    this.#trouble = reason;
    if (isNew) this.#options.onTrouble(reason);
  }

  #ping(): void {
    const silentMs = performance.now() - this.#heardAt;
    if (silentMs > this.#options.patienceMs) {
      this.#end(
        `${this.#address.shown} did not answer for ${Math.round(this.#options.patienceMs / 1000)} s${this.#trouble === null ? '' : `: ${this.#trouble}`}`,
      );
      return;
    }
    if (silentMs > 4 * pingEveryMs) this.#isInTrouble(this.#trouble ?? 'no answer');
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#client.ping().then(
      () => this.#answered(),
      (error: unknown) => {
        this.#isWaiting = false;
        this.heard(error as Error);
      },
    );
  }

  #answered(): void {
    this.#isWaiting = false;
    this.#heardAt = performance.now();
    if (this.#trouble === null) return;
    this.#trouble = null;
    this.#options.onRecovery();
  }

  #end(message: string): void {
    this.close();
    this.#giveUp(new RedisLostError(message));
  }
}

function isAbsence(error: Error): boolean {
  return 'code' in error || 'errors' in error || /closed|ended|timed? ?out/i.test(error.message);
}

/** The word for what happened: a connection that was tried at several addresses has no message of its own. */
function reasonOf(error: Error): string {
  const { errors } = error as { errors?: readonly Error[] };
  return errors?.[0]?.message ?? error.message;
}
