import { cell } from '@observablehq/plot';
import type { Result } from '../../../sim/measure/result.ts';
import { countText } from '../../../sim/text/figure-text.ts';
import { draw } from './draw.ts';

/** Slots needed in an hour of a day of the run. */
export interface DemandCell {
  /** From 1, the day in which the run starts; later weeks fall on the same seven days. */
  readonly day: number;
  /** From 0. */
  readonly hour: number;
  /** Jobs that run, connect or wait, on average. */
  readonly slots: number;
}

const hourSeconds = 3600;
const daySeconds = 86_400;
const daysOfWeek = 7;

/** Slots that the jobs would have filled, by hour and day: jobs that run, connect to an instance or wait in the queue. */
export function demandCells({ series: { step, levels } }: Result): DemandCell[] {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [index, queued] of levels.queued.entries()) {
    const at = index * step;
    const key = (Math.floor(at / daySeconds) % daysOfWeek) * 24 + Math.floor((at % daySeconds) / hourSeconds);
    const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: sum + queued + levels.preparing[index]! + levels.running[index]!, count: count + 1 });
  }
  return [...sums]
    .sort(([one], [other]) => one - other)
    .map(([key, { sum, count }]) => ({ day: Math.floor(key / 24) + 1, hour: key % 24, slots: sum / count }));
}

/** Demand as a heat map, hour by day. */
export function demandHeatMap(cells: readonly DemandCell[]): string {
  const most = Math.max(...cells.map(({ slots }) => slots));
  const days = Math.max(...cells.map(({ day }) => day));
  return draw(
    { label: 'Slots needed by hour and day', description: 'A heat map: the darker an hour, the more slots its jobs needed.' },
    {
      height: days * 26 + 60,
      marginLeft: 50,
      x: { label: 'hour', domain: Array.from({ length: 24 }, (_, hour) => hour), tickSize: 0 },
      y: { label: null, tickFormat: (day: number) => `day ${String(day)}`, tickSize: 0 },
      marks: [
        cell(cells, {
          x: 'hour',
          y: 'day',
          inset: 0.5,
          fill: 'var(--chart-busy)',
          fillOpacity: ({ slots }: DemandCell) => (most === 0 ? 0 : 0.06 + (0.94 * slots) / most),
          title: ({ day, hour, slots }: DemandCell) => `day ${day}, ${hour}:00: ${countText(slots)} slots`,
        }),
      ],
      opacity: { type: 'identity' },
    },
  );
}
