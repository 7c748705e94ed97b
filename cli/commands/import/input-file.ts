import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Io } from '../../io.ts';
import { UsageError } from '../../usage-error.ts';

const chunkBytes = 4 * 1024 * 1024;

/**
 * The bytes of a file, or of standard input where it is named `-`.
 *
 * @throws UsageError where it cannot be read.
 */
export function inputBytes(file: string, io: Pick<Io, 'readStdin'>): Buffer {
  return file === '-' ? Buffer.from(io.readStdin()) : orUsage(file, () => readFileSync(file));
}

/** The same chunk by chunk, since a job history can be larger than a text may be. */
export function* inputChunks(file: string, io: Pick<Io, 'readStdin'>): Generator<Buffer> {
  if (file === '-') {
    yield Buffer.from(io.readStdin());
    return;
  }
  const descriptor = orUsage(file, () => openSync(file, 'r'));
  try {
    for (;;) {
      // A new one each time: what is left of a chunk is looked at with the next one.
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const length = orUsage(file, () => readSync(descriptor, chunk));
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

function orUsage<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? `there is no file ${file}` : `cannot read ${file}: ${message}`);
  }
}
