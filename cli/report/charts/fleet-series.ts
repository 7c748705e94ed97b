import type { Result } from '../../../sim/measure/result.ts';
import { condense } from './condense.ts';

/** What slots of the fleet were in, from the bottom of the chart up. */
export const slotStates = ['busy', 'idle', 'booting', 'leaving'] as const;
export type SlotState = (typeof slotStates)[number];

/** A step of the fleet’s timeline. */
export interface FleetPoint {
  /** Seconds from the start of the run. */
  readonly from: number;
  readonly to: number;
  /** Slots in each state, on average over the step; an instance that boots or leaves counts with its capacity. */
  readonly slots: Readonly<Record<SlotState, number>>;
  /** Jobs in the coordinator’s queue. */
  readonly queued: number;
  /** Jobs that have an instance and connect to it. */
  readonly preparing: number;
  /** Jobs that run. */
  readonly running: number;
}

/** More points than this a chart of its width cannot show. */
const mostPoints = 180;

/** The timeline that charts and their tables show: averages of the result’s series over steps wide enough to be seen. */
export function fleetSeries({ series: { step, levels }, facts }: Result): FleetPoint[] {
  const level = (name: keyof typeof levels): number[] => condense(levels[name], step, mostPoints).map(({ value }) => value);
  const [busy, idle, requested, booting, deleting, recycling] = [
    level('slotsBusy'),
    level('slotsIdle'),
    level('requested'),
    level('booting'),
    level('deleting'),
    level('recycling'),
  ];
  const [queued, preparing, running] = [level('queued'), level('preparing'), level('running')];
  const capacity = facts.capacity_per_instance;
  return condense(levels.queued, step, mostPoints).map(({ from, to }, index) => ({
    from,
    to,
    slots: {
      busy: busy[index]!,
      idle: idle[index]!,
      booting: (requested[index]! + booting[index]!) * capacity,
      leaving: (deleting[index]! + recycling[index]!) * capacity,
    },
    queued: queued[index]!,
    preparing: preparing[index]!,
    running: running[index]!,
  }));
}
