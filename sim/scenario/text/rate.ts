/** Events in a unit of time: `40/h`. */
export const ratePattern = /^(?:\d+(?:\.\d*)?|\.\d+)\/(?:s|m|h|d)$/;

/** A share of something in a unit of time: `5%/h`. */
export const shareRatePattern = /^(?:\d+(?:\.\d*)?|\.\d+)%\/(?:s|m|h|d)$/;

const unitsPerHour: Readonly<Record<string, number>> = { s: 3600, m: 60, h: 1, d: 1 / 24 };

/** Reads a rate that matches either pattern, as events (or shares of 1) an hour. */
export function parseRatePerHour(text: string): number {
  const [amount = '', unit = ''] = text.split('/');
  const events = amount.endsWith('%') ? Number(amount.slice(0, -1)) / 100 : Number(amount);
  return events * (unitsPerHour[unit] ?? 0);
}
