import { log } from '../random/log.ts';
import { nearestRank } from './wait-quantiles.ts';

const quantiles = 99;
/** Waits that differ by less than a second are about the same, however short they are. */
const aboutTheSameMs = 1000;

/**
 * How far two distributions of waits are apart: the mean, over their percentiles 1 to 99, of the difference of logarithms, each wait taken a second longer. 0.1 is
 * about a tenth longer or shorter, at a short wait as at a long one.
 *
 * @param observed milliseconds, the shortest first; not empty.
 * @param simulated alike.
 */
export function waitDistance(observed: Float64Array, simulated: Float64Array): number {
  let sum = 0;
  for (let percent = 1; percent <= quantiles; percent++) {
    const [one, other] = [nearestRank(observed, percent / 100), nearestRank(simulated, percent / 100)];
    sum += Math.abs(log(one + aboutTheSameMs) - log(other + aboutTheSameMs));
  }
  return sum / quantiles;
}
