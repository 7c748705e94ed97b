const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** A span in at most two units, as people say it: `17m40s`, `1h52m`, `7d`, `850ms`. */
export function durationText(seconds: number): string {
  if (seconds < 0) return `-${durationText(-seconds)}`;
  if (seconds === 0) return '0s';
  if (seconds < 0.0005) return '<1ms';
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  if (seconds < 10) return `${trimmed(seconds.toFixed(1))}s`;
  let rest = Math.round(seconds);
  const first = units.findIndex(([, size]) => rest >= size);
  const last = Math.min(first + 1, units.length - 1);
  // Rounded to the smaller unit shown, so that 59m59.6s reads 1h and not 60m.
  rest = Math.round(rest / units[last]![1]) * units[last]![1];
  return units.reduce((text, [unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? text : `${text}${count}${unit}`;
  }, '');
}

/** A share as a percentage: whole from 10 %, one digit below. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent >= 10 || percent <= -10) return `${percent.toFixed(0)} %`;
  if (percent < 0.1 && percent > 0) return '<0.1 %';
  return `${trimmed(percent.toFixed(1))} %`;
}

/** A number with thousands apart, three significant digits below 100. */
export function countText(count: number): string {
  if (Number.isInteger(count) || Math.abs(count) >= 100) return thousands(count.toFixed(0));
  if (Math.abs(count) >= 10) return trimmed(count.toFixed(1));
  if (Math.abs(count) < 0.005) return '<0.01';
  return trimmed(count.toFixed(2));
}

/** A figure in its unit; everything that is no known unit is a currency. */
export function figureText(value: number | null, unit: string): string {
  if (value === null) return 'no data';
  if (unit === 'seconds') return durationText(value);
  if (unit === 'share') return shareText(value);
  if (unit === 'count') return countText(value);
  return `${moneyText(value)} ${unit}`;
}

/** An amount without its currency: two digits after the point below 100, and two that say something below a hundredth. */
export function moneyText(amount: number): string {
  if (amount !== 0 && Math.abs(amount) < 0.01) return trimmed(amount.toFixed(Math.min(20, 2 + zerosAfterPoint(amount))));
  return Math.abs(amount) < 100 ? amount.toFixed(2) : thousands(amount.toFixed(0));
}

/** Of 0.0039: two. */
function zerosAfterPoint(amount: number): number {
  let zeros = 0;
  for (let shown = Math.abs(amount) * 10; shown < 1 && zeros < 18; shown *= 10) zeros++;
  return zeros;
}

function thousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function trimmed(digits: string): string {
  return digits.replace(/\.?0+$/, '');
}
