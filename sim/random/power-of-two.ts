/** Exponents that `powersOfTwo` covers on either side of 0. */
export const largestExponent = 1023;

/** 2^k at index k + 1023, for k from −1023 to 1023: a load is faster than making a double from its bits. */
export const powersOfTwo = tableOfPowers();

function tableOfPowers(): Float64Array {
  const powers = new Float64Array(2 * largestExponent + 1);
  let up = 1;
  let down = 1;
  for (let k = 0; k <= largestExponent; k++) {
    powers[largestExponent + k] = up;
    powers[largestExponent - k] = down;
    up *= 2;
    down *= 0.5;
  }
  return powers;
}
