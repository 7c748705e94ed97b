import { baselineRows } from '../../../sim/measure/baselines/baseline-rows.ts';
import type { Result, ResultMetric } from '../../../sim/measure/result.ts';
import { baselineName } from '../../../sim/text/baseline-text.ts';
import { figureText } from '../../../sim/text/figure-text.ts';
import { intervalText } from '../interval-text.ts';
import { table, type Cell } from './table.ts';

/** The fleet beside a static one that is as fast, and beside what no fleet can do without; says how to have them where they were not measured. */
export function baselinesSection({ metrics }: Result): string {
  const rows = baselineRows(metrics);
  if (rows.length === 0) return '<h2>Beside other fleets</h2>\n<p>Not measured: <code>sim run --baselines</code> does.</p>';
  const hasMoney = rows.some(({ cost }) => cost !== null);
  const cells = rows.map((row): Cell[] => {
    const least = row.kind === 'clairvoyant' ? 'at least ' : '';
    const cost = row.cost === null ? [] : [figure(row.cost, least), intervalText(row.cost)];
    return [baselineName(row), figure(row.wait), figure(row.hours, least), intervalText(row.hours), ...cost];
  });
  const head = ['', 'wait.p95', 'hours paid', '95 % interval', ...(hasMoney ? ['a month', '95 % interval'] : [])];
  return [
    '<h2>Beside other fleets</h2>',
    table({ id: 'baselines', head, rows: cells }),
    '<p class="soft">The static fleet is the smallest whose instances are all there all the time and that keeps 95 % of jobs waiting no longer. The clairvoyant one knows every job beforehand: no fleet that runs these jobs at these times can pay for fewer hours.</p>',
  ].join('\n');
}

function figure({ value, unit }: ResultMetric, before = ''): Cell {
  return { value, text: `${before}${figureText(value, unit)}` };
}
