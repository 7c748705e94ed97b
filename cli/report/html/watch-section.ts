import type { Result, ResultMetric } from '../../../sim/measure/result.ts';
import type { Recommendation } from '../../../sim/recommend/recommendation.ts';
import { figureText } from '../../../sim/text/figure-text.ts';
import { optionName } from '../../../sim/text/recommendation-words.ts';
import { table, type Cell } from './table.ts';

/** A metric of the runner in production, and the simulated one that it should agree with. */
interface Watched {
  readonly metric: string;
  readonly means: string;
  readonly query: string;
}

/** @remarks Source: docs/METRICS.md, which has the names that `drydock run` serves as gitlab-runner does. */
const watched: readonly Watched[] = [
  {
    metric: 'queue.p95',
    means: 'jobs queue longer',
    query: 'histogram_quantile(0.95, sum by (le) (rate(gitlab_runner_job_queue_duration_seconds_bucket[1d])))',
  },
  {
    metric: 'boot.p95',
    means: 'instances take longer to be ready',
    query: 'histogram_quantile(0.95, sum by (le) (rate(fleeting_taskscaler_task_instance_readiness_time_seconds_bucket[1d])))',
  },
  { metric: 'instances.peak', means: 'there are more instances', query: 'max_over_time(sum(fleeting_provisioner_instances{state="running"})[1d:1m])' },
];

/** What to watch once the configuration, or what is recommended in its place, is in production: where reality leaves the simulated range, the model no longer holds. */
export function watchSection(result: Result, recommendation: Recommendation | null): string {
  const [option] = recommendation?.options ?? [];
  const metrics: Readonly<Record<string, Pick<ResultMetric, 'value' | 'unit' | 'hi'>>> = (option?.promised ?? result).metrics;
  const of = option === undefined ? '' : ` with the option ${optionName(option)}`;
  const rows = watched.flatMap(({ metric, means, query }): Cell[][] => {
    const found = metrics[metric];
    if (found === undefined || found.value === null) return [];
    const bound = found.hi ?? found.value;
    return [[means, query, { value: bound, text: `> ${figureText(bound, found.unit)}` }]];
  });
  if (rows.length === 0) return '';
  return `<h2>Watch after the rollout</h2>\n<p>Above these the fleet does worse than was simulated${of}.</p>\n${table({ id: 'watch', head: ['when', 'query', 'alert'], rows })}`;
}
