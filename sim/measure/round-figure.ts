/** Digits that a published figure keeps: a year in milliseconds stays exact, the noise of summation goes. */
const digits = 12;

/** Rounds a figure for the result file, alike everywhere. */
export function roundFigure(value: number): number {
  return Number(value.toPrecision(digits));
}
