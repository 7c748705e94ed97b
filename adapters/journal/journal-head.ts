import { z } from 'zod';
import type { ManagerConfig } from '../../core/config.ts';
import type { ManagerSnapshot } from '../../core/manager/snapshot.ts';
import type { StoredInstance } from '../../core/scaling/stored-instance.ts';

/** The form of journals that this program writes and reads. */
export const journalFormat = 1;

function object<T>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'object' && value !== null, 'expected an object');
}

/** The first line of a segment: all that a new manager needs to take the events after it. */
export const journalHeadSchema = z.object({
  format: z.literal(journalFormat),
  program: z.literal('drydock'),
  version: z.string(),
  /** When the manager started, in milliseconds since 1970. */
  startedAt: z.number(),
  /** Counts the segments of one manager's life, from 1. */
  sequence: z.number(),
  config: object<ManagerConfig>(),
  /** What state_storage had kept at the start, per runner. */
  stored: object<readonly (readonly StoredInstance[])[]>(),
  /** Where the manager stood, in a segment that goes on where another ended; null in the first. */
  snapshot: z.nullable(object<ManagerSnapshot>()),
});

/** See `journalHeadSchema`. */
export type JournalHead = Readonly<z.infer<typeof journalHeadSchema>>;
