import type { RedisAddress } from '../../adapters/redis/redis-address.ts';
import { RedisLink, RedisLostError } from '../../adapters/redis/redis-link.ts';
import { Failure } from '../commands/drydock/failure.ts';

/** A link to open, and who hears of it. */
export interface LinkUse {
  readonly address: RedisAddress;
  /** How long a server that does not answer is waited for. */
  readonly patienceMs: number;
  /** A line for the user. */
  readonly say: (line: string) => void;
}

/** Does a work over a link, which ends with it. @throws Failure when the server is gone. */
export async function withLink<T>({ address, patienceMs, say }: LinkUse, work: (link: RedisLink) => Promise<T>): Promise<T> {
  const link = new RedisLink(address, {
    patienceMs,
    onTrouble: (reason) => say(`${address.shown} does not answer (${reason}); it is waited for, ${Math.round(patienceMs / 1000)} s at most`),
    onRecovery: () => say(`${address.shown} answers again`),
  });
  try {
    return await Promise.race([work(link), link.lost]);
  } catch (error) {
    throw error instanceof RedisLostError ? new Failure(error.message) : error;
  } finally {
    link.close();
  }
}
