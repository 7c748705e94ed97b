import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { openWorksKey, queueName, workKeys } from './queue-keys.ts';

const announcementSchema = z.object({
  /** Of drydock: no other gives the same bytes for certain. */
  version: z.string(),
  /** Of the form in which pieces are written: `packVersion`. */
  pack: z.int(),
  scenario: z.object({ name: z.string(), sha256: z.string() }),
  pieces: z.int(),
});

/** What a work says of itself to those who may help. */
export type Announcement = z.infer<typeof announcementSchema>;

/** An announcement that is not repeated for so long is void: its owner is gone. */
const announcedForMs = 15_000;

/** Longer than it takes to clear a work away. */
const clearingMs = 3000;

/** A work that somebody waits for. */
export interface OpenWork {
  readonly id: string;
  readonly announcement: Announcement;
}

/** Says, or says again, that a work is open. */
export async function announce(client: Redis, id: string, announcement: Announcement): Promise<void> {
  await client.set(workKeys(id).announcement, JSON.stringify(announcement), 'PX', announcedForMs);
  // The time of the server, which all have in common, is the order of works.
  const [seconds = 0] = await client.time();
  await client.zadd(openWorksKey, 'NX', seconds, id);
}

/** The works that are open, the oldest first. What is left of works whose owners are gone is cleared away. */
export async function openWorks(client: Redis): Promise<OpenWork[]> {
  const works: OpenWork[] = [];
  for (const id of await client.zrange(openWorksKey, '0', '-1')) {
    const text = await client.get(workKeys(id).announcement);
    if (text === null) await clearWork(client, id);
    else works.push({ id, announcement: announcementSchema.parse(JSON.parse(text)) });
  }
  return works;
}

/** Takes a work away, with everything that it keeps. */
export async function clearWork(client: Redis, id: string): Promise<void> {
  const keys = workKeys(id);
  await client.zrem(openWorksKey, id);
  const queue = new Queue(queueName, { connection: client, prefix: keys.prefix, skipMetasUpdate: true });
  // What goes wrong is said by the calls.
  queue.on('error', () => undefined);
  // One after another: who clears away pauses the queue by a mark that goes with the rest, and would take it from under the others.
  while ((await client.set(keys.clearing, '', 'PX', clearingMs, 'NX')) === null) await pause(20);
  await queue.obliterate({ force: true });
  await client.del(keys.announcement, keys.blobs, keys.clearing, ...Object.values(queue.keys));
  await queue.close();
}
