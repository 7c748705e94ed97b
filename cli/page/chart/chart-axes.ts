import type uPlot from 'uplot';
import { spanTicks } from '../../report/charts/span-ticks.ts';
import { timeText } from '../../report/charts/time-axis.ts';
import { countText, durationText } from '../../../sim/text/figure-text.ts';
import type { Theme } from './theme.ts';

const font = '12px system-ui, sans-serif';
const pixelsOfTick = 70;
/** On less, the shares up to 95 % stand too close together. */
const wideEnough = 480;
const baseAxisHeight = 28;
/** One width for all, so that charts over the same time lie under each other. */
const valueAxisWidth = 56;

/** An axis of time since the start of the run, in seconds. */
export function timeAxis(theme: Theme): uPlot.Axis {
  return {
    ...looks(theme),
    size: baseAxisHeight,
    splits: (plot, _, min, max) => ticksBetween(min, max, Math.floor(plot.width / pixelsOfTick)),
    values: (_, splits) => splits.map(timeText),
  };
}

/** An axis of spans of time, in seconds, upwards. */
export function spanAxis(theme: Theme, label: string): uPlot.Axis {
  return {
    ...upright(theme, label),
    size: valueAxisWidth + 8,
    splits: (_, __, ___, max) => spanTicks(max, 5),
    values: (_, splits) => splits.map(durationText),
  };
}

/** An axis of counts, upwards. */
export function countAxis(theme: Theme, label: string): uPlot.Axis {
  return {
    ...upright(theme, label),
    incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000],
    values: (_, splits) => splits.map(countText),
  };
}

/** An axis of shares by their nines, so that the few that wait long have room. */
export function ninesAxis(theme: Theme): uPlot.Axis {
  const ticks = ({ width }: uPlot): number[] => (width < wideEnough ? [0, 90, 99, 99.9] : [0, 50, 75, 90, 95, 99, 99.9]);
  return {
    ...looks(theme),
    size: baseAxisHeight,
    splits: (plot) => ticks(plot).map((percent) => -Math.log10(1 - percent / 100)),
    values: (plot) => ticks(plot).map((percent) => `${String(percent)} %`),
  };
}

function upright(theme: Theme, label: string): uPlot.Axis {
  return { ...looks(theme), size: valueAxisWidth, label, labelSize: 16, labelFont: font, labelGap: 0 };
}

function looks({ soft, line }: Theme): uPlot.Axis {
  return { stroke: soft, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 5 } };
}

/** Whole spans from `min` to `max`. */
function ticksBetween(min: number, max: number, most: number): number[] {
  const [first, second] = spanTicks(max - min, Math.max(2, most));
  const step = (second ?? max - min) - first!;
  if (!(step > 0)) return [min];
  const from = Math.ceil(min / step);
  return Array.from({ length: Math.max(0, Math.floor(max / step) - from + 1) }, (_, index) => (from + index) * step);
}
