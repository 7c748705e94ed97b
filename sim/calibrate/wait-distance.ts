import { log } from '../random/log.ts';
import { nearestRank } from './wait-quantiles.ts';

const percentiles = Array.from({ length: 99 }, (_, index) => index + 1);
/** Those that are told: what a plan is made by. */
const told = [50, 90, 95, 99];
/** Waits that differ by less than a second are about the same, however short they are. */
const aboutTheSameMs = 1000;

/**
 * How far two distributions of waits are apart: the mean difference of logarithms, each wait taken a second longer, half of it over the percentiles 1 to 99 and half
 * over p50, p90, p95 and p99, so that a good middle does not make up for a tail that is far off. 0.1 is about a tenth longer or shorter, at a short wait as at a long one.
 *
 * @param observed milliseconds, the shortest first; not empty.
 * @param simulated alike.
 */
export function waitDistance(observed: Float64Array, simulated: Float64Array): number {
  const at = (percent: number): number => {
    const [one, other] = [nearestRank(observed, percent / 100), nearestRank(simulated, percent / 100)];
    return Math.abs(log(one + aboutTheSameMs) - log(other + aboutTheSameMs));
  };
  const mean = (over: readonly number[]): number => over.reduce((sum, percent) => sum + at(percent), 0) / over.length;
  return (mean(percentiles) + mean(told)) / 2;
}
