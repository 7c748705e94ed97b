import type { ResultFacts } from '../measure/result.ts';
import { backTestError, backTestQuantiles } from '../scenario/back-test.ts';
import { countText, durationText, shareText } from './figure-text.ts';

/** The error of the model in a few words, for a label: of the 95th percentile of waiting; or that it is not known. */
export function backTestLabel({ back_test: tested }: Pick<ResultFacts, 'back_test'>): string {
  return tested?.same_model === true ? `back-tested: wait p95 ${errorText(tested.observed.p95, tested.simulated.p95)}` : 'not back-tested';
}

/** What a back-test found, on which waits: each quantile as observed and as simulated, with the error. */
export function backTestText({ against, jobs, observed, simulated }: NonNullable<ResultFacts['back_test']>): string {
  const quantiles = backTestQuantiles.map((name) => {
    const [real, ours] = [observed[name], simulated[name]];
    return `${name} ${durationText(real)} simulated ${durationText(ours)} (${errorText(real, ours)})`;
  });
  return `on ${countText(jobs)} observed waits of ${against}: ${quantiles.join(', ')}`;
}

/** How far a simulated wait is from the observed one: a share of it, or a span where nobody was observed to wait. */
export function errorText(observed: number, simulated: number): string {
  const error = backTestError(observed, simulated);
  if (error === null) return simulated === 0 ? '=' : `+${durationText(simulated)}`;
  return `${error > 0 ? '+' : ''}${shareText(error)}`;
}
