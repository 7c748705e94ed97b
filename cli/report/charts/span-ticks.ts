/** Spans that people count in, in seconds: minutes, hours, days and weeks. */
const spans = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_419_200, 7_257_600, 29_030_400,
] as const;

/** Ticks from 0 to `end` seconds at whole spans, at most `most` of them after 0. */
export function spanTicks(end: number, most: number): number[] {
  const span = spans.find((seconds) => end / seconds <= most) ?? spans.at(-1)!;
  return Array.from({ length: Math.floor(end / span) + 1 }, (_, index) => index * span);
}
