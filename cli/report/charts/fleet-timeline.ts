import { areaY, ruleY } from '@observablehq/plot';
import type { ResultFacts } from '../../../sim/measure/result.ts';
import { colours, draw } from './draw.ts';
import { slotStates, type FleetPoint } from './fleet-series.ts';
import { timeAxis } from './time-axis.ts';

/** Room for the half of the last tick’s words that lies beyond the axis. */
const marginRight = 36;

/** Slots by state over time, one upon the other; a line where the configuration ends. */
export function fleetTimeline(points: readonly FleetPoint[], { slots: limit }: ResultFacts): string {
  const rows = heldToTheEnd(points).flatMap(({ from, slots }) => slotStates.map((state) => ({ from, state, slots: slots[state] })));
  const most = Math.max(...points.map(({ slots }) => slotStates.reduce((sum, state) => sum + slots[state], 0)));
  // A limit far above the fleet would press it flat.
  const limits = limit !== null && limit <= most * 3 ? [limit] : [];
  return draw(
    { label: 'Slots by state over time', description: 'Stacked areas: slots with a job, idle slots, slots of instances that boot and that leave.' },
    {
      height: 260,
      marginRight,
      x: timeAxis(points.at(-1)?.to ?? 0),
      y: { label: 'slots', grid: true },
      color: { domain: [...slotStates], range: slotStates.map((state) => colours[state]) },
      marks: [
        areaY(rows, { x: 'from', y: 'slots', fill: 'state', order: [...slotStates], curve: 'step-after' }),
        ruleY(limits, { strokeDasharray: '4 3' }),
        ruleY([0]),
      ],
    },
  );
}

/** Jobs in the queue over time. */
export function waitingTimeline(points: readonly FleetPoint[]): string {
  return draw(
    { label: 'Jobs waiting over time', description: 'An area: jobs in the queue, on average over each step.' },
    {
      height: 150,
      marginRight,
      x: timeAxis(points.at(-1)?.to ?? 0),
      y: { label: 'jobs waiting', grid: true },
      marks: [areaY(heldToTheEnd(points), { x: 'from', y: 'queued', fill: colours.waiting, curve: 'step-after' }), ruleY([0])],
    },
  );
}

/** The last average holds until the end of its step, which takes one point more. */
function heldToTheEnd(points: readonly FleetPoint[]): FleetPoint[] {
  return [...points, ...points.slice(-1).map((last) => ({ ...last, from: last.to }))];
}
