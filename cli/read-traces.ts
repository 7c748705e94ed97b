import type { Finding } from '../core/finding.ts';
import type { ScenarioDocument } from '../sim/scenario/schema/scenario.ts';
import { badRow } from '../sim/workload/trace/trace-builder.ts';
import { longestWorkingGap, type WorkingGap } from '../sim/workload/trace/working-gap.ts';
import type { TraceRows } from '../sim/workload/trace/trace-rows.ts';
import type { NoteError } from './prepare-scenario.ts';
import type { ScenarioFiles } from './scenario-files.ts';

/** The recorded traces that a scenario names. */
export interface TraceFiles {
  /** By the name that the scenario gives. */
  readonly rows: Readonly<Record<string, TraceRows>>;
  readonly spans: ReadonlyMap<string, { readonly endMs: number; readonly workingGap: WorkingGap | null }>;
  /** Where the longest trace ends. */
  readonly endMs: number;
}

/** A trace that was read. */
export interface ReadTrace {
  readonly rows: TraceRows;
  /** What is wrong with rows that are not among them. */
  readonly findings: readonly Finding[];
  readonly span: { readonly endMs: number; readonly workingGap: WorkingGap | null };
}

/** Reads the traces of a scenario. Rows that cannot be read are errors, or where the scenario says `bad_rows: skip` one warning with their number. */
export function readTraces({ workload }: ScenarioDocument, files: ScenarioFiles, note: NoteError, findings: Finding[]): TraceFiles {
  const rows: Record<string, TraceRows> = {};
  const spans = new Map<string, { endMs: number; workingGap: WorkingGap | null }>();
  workload.forEach(({ trace }, index) => {
    if (trace === undefined || rows[trace.file] !== undefined) return;
    const read = files.trace(trace.file, trace.format ?? 'auto');
    if ('fault' in read) {
      note('file', ['workload', index, 'trace', 'file'], read.fault, 'the path counts from the scenario’s folder');
      return;
    }
    const isBad = ({ rule }: Finding): boolean => rule === badRow;
    const others = read.findings.filter((finding) => !isBad(finding));
    findings.push(...(trace.bad_rows === 'skip' ? [...others, ...skipped(read.rows, read.findings.filter(isBad), trace.file)] : read.findings));
    if (read.rows.count === 0 && others.length === 0) note('trace', ['workload', index, 'trace', 'file'], 'the trace has no job');
    rows[trace.file] = read.rows;
    spans.set(trace.file, read.span);
  });
  return { rows, spans, endMs: Math.max(0, ...[...spans.values()].map(({ endMs }) => endMs)) };
}

/** The rows of a trace with what is to be known of them. */
export function readTraceOf(rows: TraceRows, findings: readonly Finding[]): ReadTrace {
  return { rows, findings, span: { endMs: endOf(rows), workingGap: longestWorkingGap(rows) } };
}

/** Bad rows that a warning names with what is wrong with them. */
const namedRows = 5;

function skipped({ badRowCount, count }: TraceRows, bad: readonly Finding[], file: string): Finding[] {
  if (badRowCount === 0) return [];
  const named = bad.filter(({ line }) => line > 0).slice(0, namedRows);
  const rows = named.map(({ line, message }) => `line ${line} (${message.replace(/^bad row: /, '')})`);
  const more = badRowCount - named.length;
  const message = `${badRowCount} bad ${badRowCount === 1 ? 'row' : 'rows'} of ${badRowCount + count} left out: ${rows.join(', ')}${more === 0 ? '' : `, and ${more} more`}`;
  return [{ severity: 'warning', rule: badRow, message, path: '', file, line: 0, column: 0, length: 0, sourceLine: '', hint: '' }];
}

function endOf({ count, arrivalMs }: TraceRows): number {
  return count === 0 ? 0 : (arrivalMs[count - 1] as number) + 1;
}
