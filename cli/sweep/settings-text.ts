import type { PointSetting } from '../../sim/measure/sweep/sweep-grid.ts';

/** The settings of a point in one line, as `--set` would have them. */
export function settingsText(set: readonly PointSetting[]): string {
  return set.map(({ path, value }) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}
