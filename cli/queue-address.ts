import { parseRedisAddress, type RedisAddress } from '../adapters/redis/redis-address.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/** Reads the address of a queue; a password that it lacks is the one of redis-cli. @throws UsageError, which does not repeat what was written. */
export function queueAddress(text: string, io: Pick<Io, 'env'>): RedisAddress {
  const address = parseRedisAddress(text, io.env['REDISCLI_AUTH'] ?? null);
  if (address === null) throw new UsageError('a queue is redis://HOST:PORT, with a user, a password and the number of a database where they are needed');
  return address;
}
