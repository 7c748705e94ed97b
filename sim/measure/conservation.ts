import { assert } from '../../core/assert.ts';
import { causes } from './cause.ts';
import type { RunRecord } from './run-record.ts';

/**
 * What holds exactly on every run that came to its end: Little's law on its own path (the integral of the number of jobs in a place is the sum of the times
 * that they spent there), and every waiting millisecond has one cause. Sums beyond 2⁵³ ms, which is 285,000 years of waiting, are no longer exact as such, and are
 * then held to nine digits.
 *
 * @throws InvariantError when the accounting lost or invented time.
 */
export function assertConservation(record: RunRecord): void {
  const { jobs, areaTotal, warmup, horizon, why } = record;
  let waited = 0;
  let ran = 0;
  let waitedInWindow = 0;
  for (let job = 0; job < jobs.count; job++) {
    if (jobs.outcome[job] === 0) return;
    const arrivalAt = jobs.arrivalAt[job] as number;
    const startedAt = jobs.startedAt[job] as number;
    const endedAt = jobs.endedAt[job] as number;
    const wait = (Number.isNaN(startedAt) ? endedAt : startedAt) - arrivalAt;
    waited += wait;
    if (!Number.isNaN(startedAt)) ran += endedAt - startedAt;
    if (arrivalAt >= warmup && arrivalAt < horizon) waitedInWindow += wait;
  }
  const { queued, delivering, pending, preparing, running } = areaTotal;
  const sums = `${String(queued)} + ${String(delivering)} + ${String(pending)} + ${String(preparing)} for ${String(waited)} ms of waiting`;
  assert(isSame(queued + delivering + pending + preparing, waited), `the places where jobs wait hold all their waiting: ${sums}`);
  assert(isSame(running, ran), `running jobs are counted for as long as they run: ${String(running)} for ${String(ran)} ms`);
  const explained = causes.reduce((sum, cause) => sum + why[cause], 0);
  assert(isSame(explained, waitedInWindow), `every waiting millisecond has one cause: ${String(explained)} of ${String(waitedInWindow)}`);
}

function isSame(one: number, other: number): boolean {
  return one === other || (other > Number.MAX_SAFE_INTEGER && Math.abs(one - other) <= other * 1e-9);
}
