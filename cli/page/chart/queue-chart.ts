import type uPlot from 'uplot';
import { countAxis, timeAxis } from './chart-axes.ts';
import { groupOptions, stepped } from './chart-group.ts';
import { LiveChart, type ChartOptions } from './live-chart.ts';
import type { SlotLevels } from './slot-levels.ts';

/** Jobs in the queue over time, before (dashed) and now. */
export class QueueChart {
  readonly #chart: LiveChart;

  /** @param decorate what is drawn besides, for instance faults. */
  constructor(element: HTMLElement, group: string, decorate: uPlot.Plugin[] = []) {
    const chart: ChartOptions = (theme) => ({
      ...groupOptions(group),
      plugins: decorate,
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] } },
      axes: [timeAxis(theme), countAxis(theme, 'jobs waiting')],
      series: [{}, { ...stepped, fill: theme.waiting, width: 0 }, { ...stepped, stroke: theme.ink, width: 1, dash: [4, 3] }],
    });
    this.#chart = new LiveChart(element, 150, chart);
  }

  get plot(): uPlot | null {
    return this.#chart.plot;
  }

  show(before: SlotLevels, now: SlotLevels): void {
    const { times } = now.times.length >= before.times.length ? now : before;
    const column = ({ queued }: SlotLevels): number[] => times.map((_, index) => queued[index] ?? 0);
    this.#chart.show([[...times], column(now), before === now ? times.map(() => null) : column(before)]);
  }
}
