import { baselineRows, type BaselineRow } from '../measure/baselines/baseline-rows.ts';
import type { ResultMetric } from '../measure/result.ts';
import { countText, figureText } from './figure-text.ts';

/** What a row of the baselines is, in words. */
export function baselineName({ kind, instances }: BaselineRow): string {
  switch (kind) {
    case 'simulated':
      return 'as simulated';
    case 'static':
      return `static fleet of ${instances?.value == null ? '?' : countText(instances.value)}, no slower`;
    case 'clairvoyant':
      return 'clairvoyant, the same waits';
  }
}

/** The baselines as cells of a table, its head first: name, `wait.p95`, hours, and the bill where there is a price; empty where they were not measured. */
export function baselineCells(metrics: Readonly<Record<string, ResultMetric>>): string[][] {
  const rows = baselineRows(metrics);
  if (rows.length === 0) return [];
  const hasMoney = rows.some(({ cost }) => cost !== null);
  const cells = rows.map((row) => {
    const least = row.kind === 'clairvoyant' ? '≥ ' : '';
    return [
      baselineName(row),
      figureText(row.wait.value, row.wait.unit),
      `${least}${figureText(row.hours.value, row.hours.unit)}`,
      ...(row.cost === null ? [] : [`${least}${figureText(row.cost.value, row.cost.unit)}`]),
    ];
  });
  return [['', 'wait.p95', 'hours paid', ...(hasMoney ? ['a month'] : [])], ...cells];
}
