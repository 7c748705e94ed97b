import { barX, ruleX, ruleY, text } from '@observablehq/plot';
import type { Result } from '../../../sim/measure/result.ts';
import { durationText } from '../../../sim/text/figure-text.ts';
import { colours, draw } from './draw.ts';
import { spanTicks } from './span-ticks.ts';

/** A percentile of the waits, in seconds. */
export interface WaitPercentile {
  readonly statistic: string;
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
}

const statistics = ['p50', 'p90', 'p95', 'p99', 'max'] as const;

/** The percentiles of the waits that were measured; without an interval, its ends are the value. */
export function waitPercentiles({ metrics }: Result): WaitPercentile[] {
  return statistics.flatMap((statistic) => {
    const metric = metrics[`wait.${statistic}`];
    if (metric === undefined || metric.value === null) return [];
    const { value, lo, hi } = metric;
    return [{ statistic, value, lo: Math.max(0, lo ?? value), hi: hi ?? value }];
  });
}

/** The percentiles as bars, the interval of each as a line upon its end. */
export function waitBars(rows: readonly WaitPercentile[]): string {
  return draw(
    { label: 'Wait by percentile', description: 'Bars: the wait that so many jobs do not exceed; a line at the end of a bar is its 95 % interval.' },
    {
      height: rows.length * 30 + 50,
      marginRight: 70,
      x: { label: 'wait', ticks: spanTicks(Math.max(...rows.map(({ hi }) => hi)), 6), tickFormat: durationText, grid: true },
      y: { label: null, domain: rows.map(({ statistic }) => statistic), tickSize: 0 },
      marks: [
        barX(rows, { x: 'value', y: 'statistic', fill: colours.waiting, inset: 3 }),
        ruleY(rows, { y: 'statistic', x1: 'lo', x2: 'hi', strokeWidth: 1.5 }),
        text(rows, { x: 'hi', y: 'statistic', text: ({ value }: WaitPercentile) => durationText(value), textAnchor: 'start', dx: 6 }),
        ruleX([0]),
      ],
    },
  );
}
