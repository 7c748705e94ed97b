import type { Result } from '../../../sim/measure/result.ts';
import { countText } from '../../../sim/text/figure-text.ts';
import { demandCells, demandHeatMap } from '../charts/demand-heat-map.ts';
import { chartFigure } from './chart-figure.ts';

/** What the jobs asked of the fleet, by hour and day. */
export function demandSection(result: Result): string {
  const cells = demandCells(result);
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const days = [...new Set(cells.map(({ day }) => day))];
  const rows = days.map((day) => [
    `day ${day}`,
    ...hours.map((hour) => {
      const value = cells.find((cell) => cell.day === day && cell.hour === hour)?.slots;
      return value === undefined ? { value: null, text: '' } : { value, text: countText(value) };
    }),
  ]);
  const figure = chartFigure({
    title: 'Slots needed by hour and day',
    caption:
      'Jobs that run, connect to an instance or wait: the slots that would have kept nobody waiting. Day 1 is the one in which the run starts; later weeks fall on the same seven days.',
    svg: demandHeatMap(cells),
    table: { id: 'demand', head: ['', ...hours.map(String)], rows },
  });
  return `<h2>Demand</h2>\n${figure}`;
}
