import { writeFileSync } from 'node:fs';
import type { SweepHead, SweepPoint } from '../../sim/measure/sweep/sweep-lines.ts';
import { sweepReport } from '../../sim/measure/sweep/sweep-report.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { readNamedFile } from '../read-file.ts';
import type { MergeOptions } from '../sim-program.ts';
import { checkMetrics } from '../sweep/check-metrics.ts';
import { lineOf, readSweep } from '../sweep/sweep-file.ts';
import { showSweep } from '../sweep/sweep-output.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `sim merge`: puts the shards of a sweep together, byte for byte the file of one machine, and shows it; a whole file by itself is shown again. Nothing is run.
 */
export function merge(files: readonly string[], options: MergeOptions, io: Io): ExitCode {
  checkMetrics(options);
  let head: SweepHead | null = null;
  const points = new Map<number, SweepPoint>();
  for (const file of files) {
    const read = readSweep(readNamedFile(file));
    if (typeof read === 'string') return refuse(`${file} ${read}`, io);
    const common: SweepHead = { ...read.head, shard: null };
    head ??= common;
    if (lineOf(head) !== lineOf(common)) return refuse(`${file} is of another sweep than ${files[0] ?? ''} (${differing(head, common)})`, io);
    for (const point of read.points) {
      const known = points.get(point.index);
      if (known !== undefined && lineOf(known) !== lineOf(point)) return refuse(`${file} has another point ${point.index} than a file before it`, io);
      points.set(point.index, point);
    }
  }
  if (head === null) throw new UsageError('no file given');
  const missing = Array.from({ length: head.points }, (_, index) => index).filter((index) => !points.has(index));
  if (missing.length > 0)
    return refuse(`${missing.length} of ${head.points} points are missing: ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? '…' : ''}`, io);
  const inOrder = [...points.values()].sort((a, b) => a.index - b.index);
  if (options.output !== undefined) write(options.output, [head, ...inOrder].map(lineOf).join(''));
  showSweep(sweepReport(head, inOrder, options), options.format, io);
  return exitCodes.ok;
}

function refuse(message: string, io: Io): ExitCode {
  io.stderr.write(`${message}\n`);
  return exitCodes.badInput;
}

function differing(a: SweepHead, b: SweepHead): string {
  return (Object.keys(a) as (keyof SweepHead)[]).filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])).join(', ');
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
  }
}
