import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { isInShard, sweepHeadSchema, sweepPointSchema, type SweepHead, type SweepPoint } from '../../sim/measure/sweep/sweep-lines.ts';
import { UsageError } from '../usage-error.ts';

/** A sweep's file that grows by a line a point, in the order of the points: after a kill the same command goes on where it ended. */
export class SweepFile {
  readonly #path: string;
  /** Points that an earlier run has left. */
  readonly points: readonly SweepPoint[];

  /**
   * Opens a file for a sweep; what a kill left of a half-written line is taken away.
   *
   * @throws UsageError where the file holds something else, or cannot be written.
   */
  constructor(path: string, head: SweepHead) {
    this.#path = path;
    try {
      this.points = existsSync(path) ? continued(path, head) : [];
      if (this.points.length === 0) writeFileSync(path, lineOf(head));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
    }
  }

  /** Writes a point. */
  append(point: SweepPoint): void {
    appendFileSync(this.#path, lineOf(point));
  }
}

/** The line of a head or a point, its end included. */
export function lineOf(line: SweepHead | SweepPoint): string {
  return `${JSON.stringify(line)}\n`;
}

function continued(path: string, head: SweepHead): SweepPoint[] {
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first, ...lines] = whole.split('\n').slice(0, -1);
  if (first === undefined) {
    if (text === '' || lineOf(head).startsWith(text)) return [];
    throw new UsageError(`${path} is no file of a sweep; give another name with -o`);
  }
  if (`${first}\n` !== lineOf(head)) throw new UsageError(otherSweepText(path, first, head));
  const expected = Array.from({ length: head.points }, (_, index) => index).filter((index) => isInShard(index, head.shard));
  const points = lines.map((line, place) => {
    const point = sweepPointSchema.safeParse(parsed(line));
    if (point.success && point.data.index === expected[place]) return point.data;
    throw new UsageError(`${path}:${place + 2} is not the line of point ${expected[place] ?? 'none'}; give another name with -o`);
  });
  truncateSync(path, Buffer.byteLength(whole));
  return points;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function otherSweepText(path: string, first: string, head: SweepHead): string {
  const old = sweepHeadSchema.safeParse(parsed(first));
  if (!old.success) return `${path} is no file of a sweep; give another name with -o`;
  const keys = (Object.keys(head) as (keyof SweepHead)[]).filter((key) => JSON.stringify(old.data[key]) !== JSON.stringify(head[key]));
  return `${path} has another sweep (${keys.join(', ')} ${keys.length === 1 ? 'differs' : 'differ'}); give another name with -o, or remove it`;
}

/** A file of a sweep, read. */
export interface ReadSweep {
  readonly head: SweepHead;
  readonly points: readonly SweepPoint[];
}

/** Reads a whole file of a sweep, or says in one line what is wrong with it. */
export function readSweep(text: string): ReadSweep | string {
  const lines = text.split('\n').filter((line) => line !== '');
  const head = sweepHeadSchema.safeParse(parsed(lines[0] ?? ''));
  if (!head.success) return 'is no file of a sweep (sim sweep SCENARIO -o sweep.jsonl writes one)';
  const points: SweepPoint[] = [];
  for (const [place, line] of lines.slice(1).entries()) {
    const point = sweepPointSchema.safeParse(parsed(line));
    // The last line may be half of one, where the sweep was killed.
    if (!point.success) return `line ${place + 2} is no point; the same sim sweep -o goes on where it ended`;
    points.push(point.data);
  }
  return { head: head.data, points };
}
