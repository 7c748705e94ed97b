import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { fromJournalJson } from './journal-json.ts';

/** More than a batch: only the last batch of a segment can be damaged, since each one is on the disk before the next begins. */
const windowBytes = 1_048_576;
const lineFeed = 10;

/**
 * Cuts a segment after its last whole line, where its writer was killed, or the machine stopped, in the middle of a batch.
 *
 * @returns how many bytes were cut.
 * @throws Error of the file system when it cannot be read or changed.
 */
export function cutTornTail(file: string): number {
  const descriptor = openSync(file, 'r+');
  try {
    const { size } = fstatSync(descriptor);
    const good = wholeLength(descriptor, size);
    if (good < size) {
      ftruncateSync(descriptor, good);
      fsyncSync(descriptor);
    }
    return size - good;
  } finally {
    closeSync(descriptor);
  }
}

/** The length of the part of a file that consists of whole lines. */
function wholeLength(descriptor: number, size: number): number {
  const from = Math.max(0, size - windowBytes);
  const first = from === 0 ? 0 : readAt(descriptor, from, size).indexOf(lineFeed) + 1;
  // A line that is longer than the window: then all of the file is looked at.
  const start = from > 0 && first === 0 ? 0 : from + first;
  const tail = readAt(descriptor, start, size);
  let good = 0;
  for (let end = tail.indexOf(lineFeed); end >= 0 && isJson(tail.toString('utf8', good, end)); end = tail.indexOf(lineFeed, good)) good = end + 1;
  return start + good;
}

function readAt(descriptor: number, from: number, to: number): Buffer {
  const buffer = Buffer.alloc(to - from);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, from));
}

function isJson(line: string): boolean {
  try {
    fromJournalJson(line);
    return true;
  } catch {
    return false;
  }
}
