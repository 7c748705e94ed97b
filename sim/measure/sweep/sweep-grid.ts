import type { Setting, SweepAxis } from '../../scenario/sweep.ts';

/** One value that a point of a sweep sets. */
export interface PointSetting {
  readonly path: string;
  readonly value: Setting;
}

/** Points of the grid of some axes. */
export function gridSize(axes: readonly SweepAxis[]): number {
  return axes.reduce((size, axis) => size * ('values' in axis ? axis.values.length : 1), 1);
}

/**
 * What the point of that number (from 0) sets, in the order of the axes: every combination once, the last axis turning fastest. A following axis has the value
 * of the one that it follows.
 */
export function gridPoint(axes: readonly SweepAxis[], number: number): PointSetting[] {
  const chosen = new Map<string, Setting>();
  let rest = number;
  for (const axis of axes.toReversed()) {
    if (!('values' in axis)) continue;
    chosen.set(axis.path, axis.values[rest % axis.values.length]!);
    rest = Math.floor(rest / axis.values.length);
  }
  return axes.map((axis) => ({ path: axis.path, value: chosen.get('values' in axis ? axis.path : axis.follow)! }));
}
