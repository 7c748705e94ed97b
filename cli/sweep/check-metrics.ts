import { findMetric } from '../../sim/measure/metric.ts';
import { UsageError } from '../usage-error.ts';

/** Checks the metrics that a sweep is to weigh. @throws UsageError for one that there is not. */
export function checkMetrics({ cost, wait }: { readonly cost?: string; readonly wait?: string }): void {
  for (const name of [cost, wait]) {
    if (name !== undefined && findMetric(name) === undefined) throw new UsageError(`there is no metric ${name}; sim explain metric lists them`);
  }
}
