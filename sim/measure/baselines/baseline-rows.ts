import type { ResultMetric } from '../result.ts';

/** A fleet that a run is laid beside, or the run itself. */
export interface BaselineRow {
  readonly kind: 'simulated' | 'static' | 'clairvoyant';
  /** Instances of the static fleet; those of the run on average; null for the clairvoyant one, which has as many as it needs. */
  readonly instances: ResultMetric | null;
  readonly wait: ResultMetric;
  readonly hours: ResultMetric;
  /** null where the scenario has no price. */
  readonly cost: ResultMetric | null;
}

/** The run beside its baselines; empty where they were not measured. */
export function baselineRows(metrics: Readonly<Record<string, ResultMetric>>): BaselineRow[] {
  const of = (name: string): ResultMetric | null => metrics[name] ?? null;
  const row = (kind: BaselineRow['kind'], instances: string | null, wait: string, hours: string, cost: string): BaselineRow[] => {
    const [waitOf, hoursOf] = [of(wait), of(hours)];
    return waitOf === null || hoursOf === null
      ? []
      : [{ kind, instances: instances === null ? null : of(instances), wait: waitOf, hours: hoursOf, cost: of(cost) }];
  };
  if (metrics['clairvoyant.hours'] === undefined) return [];
  return [
    ...row('simulated', 'instances.mean', 'wait.p95', 'billed.hours', 'cost.per_month'),
    ...row('static', 'static.instances', 'static.wait_p95', 'static.hours', 'static.cost_per_month'),
    ...row('clairvoyant', null, 'wait.p95', 'clairvoyant.hours', 'clairvoyant.cost_per_month'),
  ];
}
