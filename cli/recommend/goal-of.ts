import type { Goal } from '../../sim/recommend/goal.ts';
import type { Objective } from '../../sim/scenario/objective.ts';
import type { ReadyScenario } from '../load-scenario.ts';
import type { ScenarioMeasures } from './measure-scenario.ts';

/** What may be lost beyond today's share before a configuration is no good. */
const mayLoseMore = 0.001;
/** How much longer jobs may run than today, on the mean: what waits less only to run longer is no gain. */
const mayRunLonger = 1.05;

/**
 * What a search is after: the objectives of severity `error`, and that no more jobs are lost than today, since a job that never starts does not wait,
 * nor do jobs run longer, where they share instances. Cost is the bill, or
 * the billed hours without a price; waiting is what the first objective on waiting is about.
 *
 */
export function goalOf({ plan: { scenario }, inputs: { objectives, facts } }: ReadyScenario, { lostShare, runSeconds }: ScenarioMeasures): Goal {
  const binding = objectives.filter(({ severity }) => severity === 'error');
  const wait = binding.find(({ metric, op, unit }) => unit === 'seconds' && op.startsWith('<') && /^(?:wait|queue)\./.test(metric))?.metric ?? 'wait.p95';
  const isAsked = binding.some(({ metric }) => metric.startsWith('jobs.lost'));
  const losses = lostShare + mayLoseMore + (scenario.fleet.spot === null ? 0 : lostShare / 2);
  const shares = scenario.fleet.contentionPerExtraJob > 0 && binding.every(({ metric }) => !metric.startsWith('run.'));
  return {
    objectives: binding,
    guards: [...(isAsked ? [] : [atMost('jobs.lost_rate', losses, 'share')]), ...(shares ? [atMost('run.mean', runSeconds * mayRunLonger, 'seconds')] : [])],
    ceiling: null,
    cost: facts.currency === null ? 'billed.hours' : 'cost.per_month',
    wait,
  };
}

function atMost(metric: string, value: number, unit: Objective['unit']): Objective {
  return { expr: `${metric} <= ${value}`, metric, op: '<=', value, unit, severity: 'error', after: null };
}
