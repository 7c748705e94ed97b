import type { Comparison, Objective } from '../scenario/objective.ts';
import type { Estimate } from './estimate.ts';
import { estimate } from './estimate.ts';
import type { Replication } from './replication.ts';

/** How an objective was met. */
export interface ObjectiveOutcome {
  readonly objective: Objective;
  /** Whether the mean over replications meets it; false where there was nothing to measure: nothing has been shown then. */
  readonly ok: boolean;
  readonly estimate: Estimate;
  /** Replications that meet it by themselves. */
  readonly passedCount: number;
}

/** Judges an objective on the mean over replications. */
export function judgeObjective(objective: Objective, replications: readonly Replication[]): ObjectiveOutcome {
  const values = replications.map((replication) => valueOf(objective, replication));
  const overall = estimate(values);
  return {
    objective,
    ok: meets(overall.value, objective),
    estimate: overall,
    passedCount: values.filter((value) => meets(value, objective)).length,
  };
}

function valueOf({ metric, after }: Objective, replication: Replication): number | null {
  const values = after === 'fault' ? replication.afterFault : replication.values;
  const found = values.find(([name]) => name === metric);
  // A kind of failure that never came up has no entry.
  if (found === undefined && metric.startsWith('errors.')) return 0;
  return found?.[1] ?? null;
}

const compare: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  '<=': (value, bound) => value <= bound,
  '<': (value, bound) => value < bound,
  '>=': (value, bound) => value >= bound,
  '>': (value, bound) => value > bound,
  '==': (value, bound) => value === bound,
};

function meets(value: number | null, { op, value: bound }: Objective): boolean {
  return value !== null && compare[op](value, bound);
}
