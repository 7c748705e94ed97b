import type { BusyWindow } from './busy-windows.ts';
import type { Candidate } from './candidate.ts';
import type { Demand } from './demand.ts';
import type { SearchKey } from './search-key.ts';

/** Whole numbers that a key may have, both ends included. */
export interface KeyRange {
  readonly min: number;
  readonly max: number;
}

/** Keys whose values are whole numbers within a range. */
export const rangedKeys = ['max_instances', 'concurrent', 'limit', 'idle_count', 'request_concurrency', 'capacity_per_instance', 'max_use_count'] as const;
export type RangedKey = (typeof rangedKeys)[number];

/** The configurations among which a search chooses. */
export interface SearchSpace {
  readonly today: Candidate;
  /** How `--set` names the table of the runner whose keys are searched: `runners`, or `runners.1`. */
  readonly runnerPath: string;
  readonly free: ReadonlySet<SearchKey>;
  readonly ranges: Readonly<Record<RangedKey, KeyRange>>;
  /** Keys whose range is the user's own: nothing beyond it is proposed, not even what the file has today. */
  readonly bounded: ReadonlySet<RangedKey>;
  /** Values of `idle_time` that may be tried, ascending. */
  readonly idleTimesMs: readonly number[];
  readonly windows: readonly BusyWindow[];
  /** Index of the policy that may have hours of its own: the last of the file, or one after it; null where none may. */
  readonly windowPolicy: number | null;
  /** Policies that the file has; without any, `today` has the one that holds then. */
  readonly writtenPolicies: number;
  /** Slots of the manager's other runners, which share `concurrent`. */
  readonly otherSlots: number;
  readonly demand: Demand;
}

/** Values of `scale_factor` that may be tried. */
export const scaleFactors: readonly number[] = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2];
/** Values of `request_concurrency` that may be tried. */
export const requestConcurrencies: readonly number[] = [1, 2, 3, 5, 10, 20];
/** Values of `max_use_count` that may be tried; 0 is no limit. */
export const useCounts: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 0];
