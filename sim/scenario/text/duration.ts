/** A duration as in config.toml, with days: `90s`, `20m0s`, `1h30m`, `7d`. */
export const durationPattern = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ms|s|m|h|d))+$/;

const part = /(\d+(?:\.\d*)?|\.\d+)(ms|s|m|h|d)/g;
const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration that matches `durationPattern`, as whole milliseconds. */
export function parseDuration(text: string): number {
  let milliseconds = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(part)) milliseconds += Number(amount) * (millisecondsOf[unit] ?? 0);
  return Math.round(milliseconds);
}
