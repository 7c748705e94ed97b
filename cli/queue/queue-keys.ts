const prefix = 'drydock';

/** The sorted set of the works that are open, the oldest first. */
export const openWorksKey = `${prefix}:open`;

/** The name of the queue of a work: BullMQ puts it behind the prefix. */
export const queueName = 'pieces';

/** Where a work keeps what. All keys of a work begin alike, and those of no other do. */
export interface WorkKeys {
  /** Of BullMQ's own keys. */
  readonly prefix: string;
  /** Who is at work, in words of JSON; gone soon after its owner is. */
  readonly announcement: string;
  /** What pieces have in common, by digest. */
  readonly blobs: string;
  /** There while somebody clears the work away. */
  readonly clearing: string;
}

/** The keys of a work. */
export function workKeys(id: string): WorkKeys {
  const own = `${prefix}:${id}`;
  return { prefix: own, announcement: `${own}:announcement`, blobs: `${own}:blobs`, clearing: `${own}:clearing` };
}
