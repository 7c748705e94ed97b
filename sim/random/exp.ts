import { largestExponent, powersOfTwo } from './power-of-two.ts';

/** ln 2 in two parts: the first has so many trailing zero bits that it times an exponent is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/**
 * e to the power of x, within 1e-15 of the true value relative to it, the same bits on every engine: made of + − × ÷ alone.
 *
 * @remarks x = k ln 2 + r with |r| ≤ ½ ln 2, and e^r = 1 + 2r / (r coth(r/2) − r); the series of r coth(r/2) has Bernoulli numbers
 * as coefficients and is cut after r¹².
 */
export function exp(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  if (Number.isNaN(x)) return x;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * ln2High - k * ln2Low;
  const t = r * r;
  const c = t * (1 / 6 + t * (-1 / 360 + t * (1 / 15120 + t * (-1 / 604800 + t * (1 / 23950080 + t * (-691 / 653837184000))))));
  // r coth(r/2) = 2 + c, so e^r = 1 + r + r d / (2 − d) with d = r − c.
  const d = r - c;
  const y = 1 + (r + (r * d) / (2 - d));
  if (k > largestExponent) return y * 2 * (powersOfTwo[2 * largestExponent] as number);
  // Below the normal range the power is split, so that only the last product rounds.
  if (k < -largestExponent) return y * (powersOfTwo[k + 64 + largestExponent] as number) * 5.421010862427522e-20;
  return y * (powersOfTwo[k + largestExponent] as number);
}
