/** A span as Go prints it, without the zeros at its end: `20m0s` becomes `20m`, `24h0m0s` becomes `24h`. Go reads it back. */
export function withoutZeroParts(duration: string): string {
  return duration.replace(/(?<=m)0s$/, '').replace(/(?<=h)0m$/, '');
}
