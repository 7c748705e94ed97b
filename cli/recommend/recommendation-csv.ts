import { choiceNames } from '../../sim/recommend/recommend.ts';
import type { Figures, Recommendation } from '../../sim/recommend/recommendation.ts';
import { csvRow } from '../csv-row.ts';

const head = ['option', 'seeds', 'metric', 'value', 'unit', 'lo', 'hi', 'n', 'met'];

/**
 * A recommendation for spreadsheets (UTF-8, lines end with a line feed): a row a metric of today's configuration and of each option, under each of its names, on the seeds of the
 * proof and on those by which nothing was chosen. `met` is 1 or 0 where an objective is on that metric.
 */
export function recommendationCsv({ today, options }: Recommendation): string {
  const named = choiceNames.flatMap((name) =>
    options.filter((option) => option.name === name || option.also.includes(name)).map((option) => ({ name, option })),
  );
  const rows = [...rowsOf('today', today.figures), ...named.flatMap(({ name, option }) => [...rowsOf(name, option.promised), ...rowsOf(name, option.seen)])];
  return [head, ...rows].map((row) => `${csvRow(row)}\n`).join('');
}

function rowsOf(option: string, { seeds, metrics, slo }: Figures): (string | number | null)[][] {
  return Object.entries(metrics).map(([metric, { value, unit, lo, hi, n }]) => {
    const own = slo.filter(({ expr }) => expr.startsWith(`${metric} `));
    const met = own.length === 0 ? null : Number(own.every(({ ok }) => ok));
    return [option, seeds.join(' to '), metric, value, unit, lo, hi, n, met];
  });
}
