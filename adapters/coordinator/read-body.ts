import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';

/** Far more than any answer of the API has. */
const mostBytes = 64 * 1024 * 1024;

const inflate = promisify(gunzip);

/**
 * All of an answer's body, unpacked where it is gzip. One that breaks off, or is larger than 64 MiB, gives what came before, and `complete` is false: even
 * that may name a job that must not be lost.
 */
export async function readBody(body: AsyncIterable<Buffer>, encoding: string | undefined): Promise<{ readonly bytes: Buffer; readonly complete: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  let complete = true;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > mostBytes) throw new RangeError('the answer is too large');
    }
  } catch {
    complete = false;
  }
  const packed = Buffer.concat(chunks);
  if (encoding !== 'gzip' || packed.length === 0) return { bytes: packed, complete };
  try {
    // A flush in place of an end lets a stream that broke off give what it has.
    return { bytes: await inflate(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostBytes }), complete };
  } catch {
    return { bytes: packed, complete: false };
  }
}
