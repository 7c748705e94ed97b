import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const pattern = /^\d{8}T\d{6}\.\d{3}Z-(\d+)-\d{6}\.ndjson$/;

/** The part of a segment's name that all segments of one manager's life share: sorted by name, lives and segments are in the order of time. */
export function lifeName(startedAt: number, pid: number): string {
  return `${new Date(startedAt).toISOString().replace(/[-:]/g, '')}-${pid}`;
}

/** The name of a life's segment. @param sequence from 1. */
export function segmentName(life: string, sequence: number): string {
  return `${life}-${String(sequence).padStart(6, '0')}.ndjson`;
}

/** The process that writes, or wrote, a segment. */
export function segmentWriterPid(name: string): number {
  return Number(pattern.exec(name)?.[1]);
}

/** The names of all segments in a folder, the oldest first; other files are left alone. @throws Error of the file system when the folder cannot be read. */
export function segmentNames(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => pattern.test(name))
    .toSorted();
}

/** The oldest segments, those that a limit has no room for. The newest is always kept. */
export function segmentsBeyond(directory: string, limit: { readonly count: number; readonly bytes: number }): string[] {
  const newestFirst = segmentNames(directory).toReversed();
  let bytes = 0;
  const kept = newestFirst.findIndex((name, index) => {
    bytes += statSync(join(directory, name)).size;
    return index > 0 && (index >= limit.count || bytes > limit.bytes);
  });
  return kept < 0 ? [] : newestFirst.slice(kept);
}
