import type { Recommendation } from '../recommend/recommendation.ts';
import { causes, type Cause } from '../measure/cause.ts';
import { parseObjective } from '../scenario/parse-objective.ts';
import type { ResultObjective } from '../measure/result.ts';
import { figureText, shareText } from './figure-text.ts';

const words: Readonly<Record<Cause, string>> = {
  fault: 'faults and the cloud’s own limits: no key of the configuration changes them',
  prepare: 'connecting and virtual machines: a faster image or connection, no key of the search',
  policy: 'jobs held back by the policy (preemptive_mode)',
  'request-pacing': 'the pace of job requests (request_concurrency, check_interval)',
  'scale-up': 'instances that boot: a faster image, or more that idle (idle_count)',
  limit: 'the limit of instances or jobs (max_instances, concurrent, limit, the pool of hosts)',
  'poll-delay': 'the next look at the queue or the fleet (check_interval, update_interval_when_expecting), no key of the search',
};
const worthAWord = 0.1;

/** Why the nearest configuration still misses the objectives: which it misses, and what its jobs wait for, the most first. */
export function limitingFactors({ options: [nearest], held }: Recommendation): string[] {
  if (nearest === undefined) return [];
  const binding = nearest.promised.slo.filter(({ severity }) => severity === 'error');
  const shares = causes.map((cause) => ({ cause, share: nearest.promised.why.find((row) => row.cause === cause)?.share ?? 0 }));
  const waiting = shares.filter(({ share }) => share >= worthAWord).sort((a, b) => b.share - a.share);
  return [
    ...binding.flatMap((objective) => missedText(objective) ?? []),
    ...waiting.map(({ cause, share }) => `${shareText(share)} of waiting: ${words[cause]}`),
    ...held.map(({ key, why }) => `not searched: ${key} (${why})`),
  ];
}

/** How an objective is missed: by its mean, or by an interval that is not wholly on its good side; null where it is not. */
function missedText({ expr, ok, value, unit, lo, hi }: ResultObjective): string | null {
  if (!ok) return `missed: ${expr}: ${figureText(value, unit)}`;
  const parsed = parseObjective(expr.replace(/ after fault$/, ''));
  if ('rule' in parsed || lo === null || hi === null) return null;
  const end = parsed.op.startsWith('<') && hi > parsed.value ? hi : parsed.op.startsWith('>') && lo < parsed.value ? lo : null;
  if (end === null) return null;
  return `not sure: ${expr}: ${figureText(value, unit)} on average, but the 95 % interval reaches ${figureText(end, unit)} (more --replications narrow it)`;
}
