import { largestExponent, powersOfTwo } from './power-of-two.ts';

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Where a double keeps its exponent: the order of bytes is the machine's. */
const high = highWordIndex();

/** ln 2 in two parts: the first has so many trailing zero bits that it times an exponent is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/**
 * The natural logarithm, within 1e-15 of the true value relative to it, the same bits on every engine: made of + − × ÷ alone.
 *
 * @remarks x = m × 2^e with m in (√½, √2], and ln m = 2 artanh s with s = (m − 1) / (m + 1); |s| < 0.172, so the series is cut after s²¹.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 2.2250738585072014e-308) return log(x * 18014398509481984) - 54 * Math.LN2;
  double[0] = x;
  let exponent = ((words[high] as number) >>> 20) - 1023;
  let m = x * (powersOfTwo[largestExponent - exponent] as number);
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const t = s * s;
  const w = t * t;
  // Odd and even terms as two chains, which a processor evaluates side by side.
  const odd = t * (1 / 3 + w * (1 / 7 + w * (1 / 11 + w * (1 / 15 + w * (1 / 19)))));
  const even = w * (1 / 5 + w * (1 / 9 + w * (1 / 13 + w * (1 / 17 + w * (1 / 21)))));
  // 2s = f − s f in the reals. f carries no rounding; what is added to it is small.
  const correction = s * (2 * (odd + even) - f);
  return exponent * ln2High + (f + (correction + exponent * ln2Low));
}

function highWordIndex(): 0 | 1 {
  double[0] = -0;
  return words[1] === 0x80000000 ? 1 : 0;
}
