import type { Result } from '../../../sim/measure/result.ts';

/** Levels over time, with the capacity of an instance. */
export interface FleetLevels {
  readonly series: Result['series'];
  readonly capacity: number;
}

/** Slots by state over time, from the bottom of a chart up, and the jobs that wait. The first column is seconds since the start of the run. */
export interface SlotLevels {
  readonly times: readonly number[];
  readonly busy: readonly number[];
  readonly idle: readonly number[];
  readonly booting: readonly number[];
  readonly leaving: readonly number[];
  readonly queued: readonly number[];
}

/** The levels of a result as slots; an instance that boots or leaves counts with its capacity. The last average holds to the end of its step. */
export function slotLevels({ series: { step, levels }, capacity }: FleetLevels): SlotLevels {
  const held = (values: readonly number[]): number[] => [...values, ...values.slice(-1)];
  const sum = (one: readonly number[], other: readonly number[]): number[] => held(one.map((value, index) => (value + other[index]!) * capacity));
  return {
    times: Array.from({ length: levels.queued.length + 1 }, (_, index) => index * step),
    busy: held(levels.slotsBusy),
    idle: held(levels.slotsIdle),
    booting: sum(levels.requested, levels.booting),
    leaving: sum(levels.deleting, levels.recycling),
    queued: held(levels.queued),
  };
}

/** The greatest number of slots in any state. */
export function mostSlots({ busy, idle, booting, leaving }: SlotLevels): number {
  return busy.reduce((most, value, index) => Math.max(most, value + idle[index]! + booting[index]! + leaving[index]!), 1);
}
