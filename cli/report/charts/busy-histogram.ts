import { rectY, ruleY } from '@observablehq/plot';
import { shareText } from '../../../sim/text/figure-text.ts';
import { colours, draw } from './draw.ts';

/** Share of time with so many slots busy. */
export interface BusyShare {
  readonly from: number;
  /** The greatest number of slots in this bar: `from` itself while every number has its own. */
  readonly to: number;
  readonly share: number;
}

const mostBars = 60;

/** Merges neighbours until there are few enough to be told apart. */
export function busyShares(histogram: readonly number[]): BusyShare[] {
  const width = Math.max(1, Math.ceil(histogram.length / mostBars));
  return Array.from({ length: Math.ceil(histogram.length / width) }, (_, bar) => {
    const part = histogram.slice(bar * width, (bar + 1) * width);
    return { from: bar * width, to: bar * width + part.length - 1, share: part.reduce((sum, share) => sum + share, 0) };
  });
}

/** How much of the time how many slots had a job. */
export function busyHistogram(rows: readonly BusyShare[]): string {
  return draw(
    { label: 'Busy slots, share of time', description: 'A histogram: how much of the time exactly so many slots had a job.' },
    {
      height: 180,
      x: { label: 'slots busy' },
      y: { label: 'share of time', tickFormat: shareText, ticks: 5, grid: true },
      marks: [
        rectY(rows, {
          x1: ({ from }: BusyShare) => from - 0.5,
          x2: ({ to }: BusyShare) => to + 0.5,
          y: 'share',
          fill: colours.busy,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        ruleY([0]),
      ],
    },
  );
}
