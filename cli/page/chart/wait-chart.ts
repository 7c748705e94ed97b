import type uPlot from 'uplot';
import { waitNines } from '../../live/wait-curve.ts';
import { ninesAxis, spanAxis } from './chart-axes.ts';
import { LiveChart } from './live-chart.ts';
import type { Theme } from './theme.ts';

/** How long so many jobs waited at most, before (dashed) and now. */
export class WaitChart {
  readonly #chart: LiveChart;

  constructor(element: HTMLElement) {
    this.#chart = new LiveChart(element, 220, options);
  }

  /** @param now null where nothing is changed. */
  show(before: readonly number[], now: readonly number[] | null): void {
    const column = (waits: readonly number[] | null): (number | null)[] => waitNines.map((_, step) => waits?.[step] ?? null);
    this.#chart.show([[...waitNines], column(now === null ? null : before), column(now ?? before)]);
  }
}

function options(theme: Theme): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    padding: [10, 30, 0, 0],
    cursor: { y: false, points: { size: 7 } },
    scales: { x: { time: false, range: [0, waitNines.at(-1)!] }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] } },
    axes: [ninesAxis(theme), spanAxis(theme, 'wait at most')],
    series: [{}, { stroke: theme.soft, width: 1.5, dash: [5, 4], points: { show: false } }, { stroke: theme.waiting, width: 2.5, points: { show: false } }],
  };
}
