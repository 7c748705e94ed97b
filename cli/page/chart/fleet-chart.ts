import type uPlot from 'uplot';
import { countAxis, timeAxis } from './chart-axes.ts';
import { groupOptions, stepped } from './chart-group.ts';
import { LiveChart } from './live-chart.ts';
import type { SlotLevels } from './slot-levels.ts';
import type { Theme } from './theme.ts';

/** Slots by state over time; drag to see a part closer, double-click for the whole. Charts of one group show the same span. */
export class FleetChart {
  readonly #chart: LiveChart;
  #most = 1;

  /** @param decorate what is drawn besides, for instance faults. */
  constructor(element: HTMLElement, group: string, height: number, decorate: uPlot.Plugin[] = []) {
    this.#chart = new LiveChart(element, height, (theme) => ({ ...options(theme, group), scales: this.#scales(), plugins: decorate }));
  }

  get plot(): uPlot | null {
    return this.#chart.plot;
  }

  /** @param most the greatest number of slots that the scale must hold. */
  show({ times, busy, idle, booting, leaving }: SlotLevels, most: number): void {
    this.#most = most;
    const stacked = [busy, idle, booting, leaving].reduce<number[][]>(
      (sums, level) => [...sums, level.map((value, index) => value + (sums.at(-1)?.[index] ?? 0))],
      [],
    );
    this.#chart.show([[...times], ...stacked.toReversed()]);
  }

  #scales(): uPlot.Scales {
    return { x: { time: false }, y: { range: () => [0, this.#most * 1.05] } };
  }
}

function options(theme: Theme, group: string): Omit<uPlot.Options, 'width' | 'height'> {
  const area = (fill: string): uPlot.Series => ({ ...stepped, fill, width: 0 });
  return {
    ...groupOptions(group),
    axes: [timeAxis(theme), countAxis(theme, 'slots')],
    series: [{}, area(theme.leaving), area(theme.booting), area(theme.idle), area(theme.busy)],
  };
}
