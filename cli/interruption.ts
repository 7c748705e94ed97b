import type { Io } from './io.ts';

/** Whether a signal came, and the flag that tells the workers. */
export interface Interruption {
  readonly stop: Int32Array;
  signalled: boolean;
}

/** Does a long work that ends early at SIGINT or SIGTERM. `keeping` says what then becomes of it; a second signal ends the process at once. */
export async function interruptible<T>(io: Pick<Io, 'onInterrupt' | 'stderr'>, keeping: string, work: (interruption: Interruption) => Promise<T>): Promise<T> {
  const interruption: Interruption = { stop: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), signalled: false };
  const release = io.onInterrupt((signal) => {
    interruption.signalled = true;
    Atomics.store(interruption.stop, 0, 1);
    io.stderr.write(`\n${signal}: ${keeping}; a second signal ends at once\n`);
    release();
  });
  try {
    return await work(interruption);
  } finally {
    release();
  }
}
