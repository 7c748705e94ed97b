import type { Result } from '../sim/measure/result.ts';
import type { Io } from './io.ts';
import { packageVersion } from './package-root.ts';
import { queueAddress } from './queue-address.ts';
import { usualPatienceMs, type QueueOptions } from './queue-program.ts';
import type { LinkUse } from './queue/with-link.ts';
import { UsageError } from './usage-error.ts';

/** A queue to put pieces into, and what is said there of them. */
export interface QueueSite extends LinkUse {
  /** Of drydock. */
  readonly version: string;
  readonly scenario: Result['scenario'];
}

/** The queue that a command was told to use; null for none. @throws UsageError for an address that is none, and beside options that mean this machine. */
export function queueSite(
  options: QueueOptions & { readonly workers?: number },
  scenario: Result['scenario'],
  io: Pick<Io, 'env' | 'stderr'>,
): QueueSite | null {
  if (options.queue === undefined) return null;
  if (options.workers !== undefined) throw new UsageError('--workers counts threads here; with --queue those of sim worker run everything (-j)');
  const address = queueAddress(options.queue, io);
  return { address, patienceMs: options.patience ?? usualPatienceMs, say: (line) => io.stderr.write(`${line}\n`), version: packageVersion(), scenario };
}
