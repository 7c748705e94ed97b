import { log } from './log.ts';

/** ½ ln 2π. */
const halfLogTwoPi = 0.9189385332046728;

/**
 * The logarithm of the gamma function for x > 0, within about 1e-14.
 *
 * @remarks Stirling's series, whose terms shrink fast enough from 10 on; below that Γ(x) = Γ(x + 1) / x leads there.
 */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < 10) {
    product *= y;
    y += 1;
  }
  const t = 1 / (y * y);
  const series = (1 / 12 + t * (-1 / 360 + t * (1 / 1260 + t * (-1 / 1680 + t * (1 / 1188 + t * (-691 / 360360 + t * (1 / 156))))))) / y;
  return (y - 0.5) * log(y) - y + halfLogTwoPi + series - log(product);
}
