import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../core/finding.ts';
import type { ScenarioDocument } from '../sim/scenario/schema/scenario.ts';
import { longestWorkingGap, type WorkingGap } from '../sim/workload/trace/working-gap.ts';
import { parseTrace } from '../sim/workload/trace/parse-trace.ts';
import type { TraceRows } from '../sim/workload/trace/trace-rows.ts';
import type { NoteError } from './load-scenario.ts';

/** The recorded traces that a scenario names. */
export interface TraceFiles {
  /** By the name that the scenario gives. */
  readonly rows: Readonly<Record<string, TraceRows>>;
  readonly spans: ReadonlyMap<string, { readonly endMs: number; readonly workingGap: WorkingGap | null }>;
  /** Where the longest trace ends. */
  readonly endMs: number;
}

/** A trace file that was read; null where it cannot be. */
type ReadTrace = { readonly parsed: ReturnType<typeof parseTrace>; readonly span: { readonly endMs: number; readonly workingGap: WorkingGap | null } } | null;

/** Traces that were read before, by form and path: a sweep reads each once. */
export type TraceCache = Map<string, ReadTrace>;

/** Reads the traces of a scenario. Rows that cannot be read are errors, or where the scenario says `bad_rows: skip` one warning with their number. */
export function readTraces({ workload }: ScenarioDocument, folder: string, note: NoteError, findings: Finding[], cache: TraceCache = new Map()): TraceFiles {
  const rows: Record<string, TraceRows> = {};
  const spans = new Map<string, { endMs: number; workingGap: WorkingGap | null }>();
  workload.forEach(({ trace }, index) => {
    if (trace === undefined || rows[trace.file] !== undefined) return;
    const path = join(folder, trace.file);
    const read = readTrace(path, trace.format ?? 'auto', trace.file, cache);
    if (read === null) {
      note('file', ['workload', index, 'trace', 'file'], `cannot read ${path}`, 'the path counts from the scenario’s folder');
      return;
    }
    const { parsed, span } = read;
    const warnings = parsed.findings.filter(({ severity }) => severity !== 'error');
    findings.push(...(trace.bad_rows === 'skip' ? [...warnings, ...skipped(parsed.rows, trace.file)] : parsed.findings));
    rows[trace.file] = parsed.rows;
    spans.set(trace.file, span);
  });
  return { rows, spans, endMs: Math.max(0, ...[...spans.values()].map(({ endMs }) => endMs)) };
}

function readTrace(path: string, format: Parameters<typeof parseTrace>[1], name: string, cache: TraceCache): ReadTrace {
  const key = `${format} ${path}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const bytes = readBytes(path);
  const parsed = bytes === null ? null : parseTrace(bytes, format, name);
  const read = parsed === null ? null : { parsed, span: { endMs: endOf(parsed.rows), workingGap: longestWorkingGap(parsed.rows) } };
  cache.set(key, read);
  return read;
}

function skipped({ badRowCount, count }: TraceRows, file: string): Finding[] {
  if (badRowCount === 0) return [];
  const message = `${String(badRowCount)} bad rows of ${String(badRowCount + count)} were left out`;
  return [
    { severity: 'warning', rule: 'trace', message, path: '', file, line: 0, column: 0, length: 0, sourceLine: '', hint: '`bad_rows: refuse` names them' },
  ];
}

function endOf({ count, arrivalMs }: TraceRows): number {
  return count === 0 ? 0 : (arrivalMs[count - 1] as number) + 1;
}

function readBytes(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
