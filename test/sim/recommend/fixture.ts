import type { Replication } from '../../../sim/measure/replication.ts';
import { seriesLevels } from '../../../sim/measure/replication.ts';
import { causes } from '../../../sim/measure/cause.ts';
import type { Candidate } from '../../../sim/recommend/candidate.ts';
import type { Demand } from '../../../sim/recommend/demand.ts';
import { searchKeys } from '../../../sim/recommend/search-key.ts';
import type { SearchSpace } from '../../../sim/recommend/search-space.ts';

const minute = 60_000;

/** A fleet of ten instances with one policy. */
export const tenInstances: Candidate = {
  maxInstances: 10,
  concurrent: 10,
  limit: 0,
  requestConcurrency: 1,
  capacityPerInstance: 1,
  maxUseCount: 0,
  policies: [{ idleCount: 4, idleTimeMs: 20 * minute, scaleFactor: 0, scaleFactorLimit: 0, preemptiveMode: null, window: null }],
};

/** Needs up to twenty slots, evenly at random. */
const twentySlots: Demand = { peak: 20, quantile: (u) => Math.round(20 * u), byHourOfWeek: Array.from({ length: 168 }, () => 10) };

/** A space around `tenInstances` in which every key is free. */
export function spaceWith(more: Partial<SearchSpace> = {}): SearchSpace {
  return {
    today: tenInstances,
    runnerPath: 'runners',
    free: new Set(searchKeys),
    ranges: {
      max_instances: { min: 1, max: 60 },
      concurrent: { min: 1, max: 60 },
      limit: { min: 1, max: 60 },
      idle_count: { min: 0, max: 60 },
      request_concurrency: { min: 1, max: 20 },
      capacity_per_instance: { min: 1, max: 4 },
      max_use_count: { min: 0, max: 1000 },
    },
    bounded: new Set(),
    idleTimesMs: [5, 10, 20, 60].map((minutes) => minutes * minute),
    windows: [{ periods: ['* 8-17 * * mon-fri'], label: '08:00-18:00 Mon-Fri', reason: 'most of the work' }],
    windowPolicy: 1,
    writtenPolicies: 1,
    otherSlots: 0,
    demand: twentySlots,
    ...more,
  };
}

/** A replication that has these metrics and nothing else. */
export function replicationWith(values: Readonly<Record<string, number>>, seed = 1): Replication {
  return {
    seed,
    hash: String(seed).padStart(16, '0'),
    complete: true,
    values: Object.entries(values),
    afterFault: [],
    busyShares: [],
    why: Object.fromEntries(causes.map((cause) => [cause, 0])) as Replication['why'],
    series: { stepMs: minute, levels: Object.fromEntries(seriesLevels.map((level) => [level, []])) as unknown as Replication['series']['levels'] },
  };
}
