import { findMetric } from '../../../sim/measure/metric.ts';
import type { Result } from '../../../sim/measure/result.ts';
import { figureText } from '../../../sim/text/figure-text.ts';
import { intervalText } from '../interval-text.ts';
import { table } from './table.ts';

/** Every metric of the result with what it counts. */
export function metricsSection({ metrics }: Result): string {
  const rows = Object.entries(metrics).map(([name, metric]) => [
    name,
    { value: metric.value, text: figureText(metric.value, metric.unit) },
    intervalText(metric),
    findMetric(name)?.description ?? '',
  ]);
  const content = table({ id: 'metrics', head: ['metric', 'simulated', '95 % interval', 'what it is'], rows });
  return `<h2>Every metric</h2>\n<details><summary>${rows.length} metrics</summary>${content}</details>`;
}
