import type { Result } from '../../sim/measure/result.ts';
import { backTestLabel } from '../../sim/text/back-test-text.ts';
import { csvRow } from '../csv-row.ts';

const head = ['scenario', 'metric', 'value', 'unit', 'lo', 'hi', 'n', 'price_source', 'back_test'];

/**
 * The metrics as a table for spreadsheets (quoted as RFC 4180 has it, UTF-8, lines end with a line feed): a row a metric, numbers as the result has them, an empty cell where nothing was measured. Money
 * has the source of its price beside it, so that a row that is copied elsewhere keeps it.
 */
export function csvReport({ scenario, metrics, facts }: Result): string {
  const rows = Object.entries(metrics).map(([name, { value, unit, lo, hi, n }]) => {
    const source = unit === facts.currency ? (facts.price_source ?? 'none given') : '';
    return [scenario.name, name, value, unit, lo, hi, n, source, backTestLabel(facts)];
  });
  return [head, ...rows].map((row) => `${csvRow(row)}\n`).join('');
}
