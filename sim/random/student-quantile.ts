import { bisect } from './bisect.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * The deviate below which a share `u` (½ < u < 1) of Student's distribution with `degrees` of freedom (a whole number from 1) lies, within about 1e-12.
 *
 * @remarks The distribution function is the finite sum of Abramowitz and Stegun, 26.7.3 and 26.7.4, which has positive terms only and needs no power.
 */
export function studentQuantile(u: number, degrees: number): number {
  const central = 2 * u - 1;
  const excess = (t: number): number => centralShare(t, degrees) - central;
  // The tails of Student's distribution are heavier than those of the normal one.
  const low = normalQuantile(u);
  let high = 2 * low;
  while (excess(high) < 0) high *= 2;
  return bisect(low, high, excess);
}

/** The share of Student's distribution between −t and t. */
function centralShare(t: number, degrees: number): number {
  const cosineSquared = degrees / (degrees + t * t);
  const sine = t / Math.sqrt(degrees + t * t);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? sine * Math.sqrt(cosineSquared) : sine;
  let sum = 0;
  for (let k = isOdd ? 2 : 1; k < degrees; k += 2) {
    sum += term;
    term *= (cosineSquared * k) / (k + 1);
  }
  return isOdd ? (2 / Math.PI) * (arcTangent(t / Math.sqrt(degrees)) + sum) : sum;
}

/** The angle from 0 to ½π whose tangent is x ≥ 0: halved until the series converges fast. */
function arcTangent(x: number): number {
  let y = x;
  let doublings = 1;
  while (y > 0.125) {
    y /= 1 + Math.sqrt(1 + y * y);
    doublings *= 2;
  }
  let power = y;
  let sum = 0;
  for (let k = 1; k < 21; k += 2) {
    sum += power / k;
    power *= -y * y;
  }
  return doublings * sum;
}
