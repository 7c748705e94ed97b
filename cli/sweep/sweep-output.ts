import type { SweepReport } from '../../sim/measure/sweep/sweep-report.ts';
import { sweepText } from '../../sim/text/sweep-text.ts';
import { csvRow } from '../csv-row.ts';
import type { Io } from '../io.ts';
import type { MergeOptions } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';

/** Prints a sweep on standard output. */
export function showSweep(report: SweepReport, format: MergeOptions['format'], io: Io): void {
  if (format === 'json') io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (format === 'csv') io.stdout.write(sweepCsv(report));
  else io.stdout.write(`${sweepText(report, terminalStyle(io.stdout, io.env)).join('\n')}\n`);
}

/** A row a point (RFC 4180, UTF-8): what it sets, then each metric with the ends of its interval; an empty cell where there is no figure. */
function sweepCsv({ axes, results }: SweepReport): string {
  const names = [...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))];
  const head = ['point', ...axes.map(({ path }) => path), 'front', 'meets_slo', ...names.flatMap((name) => [name, `${name}.lo`, `${name}.hi`])];
  const rows = results.map(({ index, set, front, meets, metrics }) => [
    index,
    ...axes.map(({ path }) => textOf(set.find((setting) => setting.path === path)?.value)),
    Number(front),
    meets === null ? null : Number(meets),
    ...names.flatMap((name) => [metrics[name]?.value ?? null, metrics[name]?.lo ?? null, metrics[name]?.hi ?? null]),
  ]);
  return [head, ...rows].map((row) => `${csvRow(row)}\r\n`).join('');
}

function textOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
