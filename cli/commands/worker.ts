import { availableParallelism } from 'node:os';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { interruptible } from '../interruption.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../package-root.ts';
import type { PieceTask } from '../queue/piece-thread.ts';
import { queueAddress } from '../queue-address.ts';
import type { WorkerOptions } from '../queue-program.ts';
import type { ReplicationAnswer } from '../replicate.ts';

/** `sim worker`: runs pieces of the sweeps and runs that others have put into a queue, until it is told to leave. */
export async function worker(url: string, options: WorkerOptions, io: Io): Promise<ExitCode> {
  const address = queueAddress(url, io);
  const threads = options.threads ?? availableParallelism();
  const say = (line: string): void => io.stderr.write(`${line}\n`);
  const [{ Piscina }, { serve }, { withLink }] = await Promise.all([import('piscina'), import('../queue/serve.ts'), import('../queue/with-link.ts')]);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const filename = new URL(`../queue/piece-thread.${extension}`, import.meta.url).href;
  const pool = new Piscina<PieceTask, ReplicationAnswer>({ filename, minThreads: threads, maxThreads: threads });
  say(`${address.shown}: ${threads} thread${threads === 1 ? '' : 's'}, drydock ${packageVersion()}`);
  try {
    return await interruptible(io, 'what is under way goes back to the queue', async ({ stop }) => {
      const service = { threads, leaseMs: options.lease, run: (task: PieceTask) => pool.run(task) };
      const terms = { version: packageVersion(), stop, idleTimeoutMs: options.idleTimeout ?? null, say };
      await withLink({ address, patienceMs: options.patience, say }, (link) => serve({ ...service, ...terms, link }));
      return Atomics.load(stop, 0) === 0 ? exitCodes.ok : exitCodes.interrupted;
    });
  } finally {
    await pool.destroy();
  }
}
