import { z } from 'zod';
import { bootstraps } from '../../scenario/bootstrap.ts';
import { resultSchema, type Result } from '../result.ts';
import type { PointSetting } from './sweep-grid.ts';

/** The version of a sweep's file: the minor number grows when something is added, the major one when something changes its meaning. */
export const sweepFormat = '1.0';

const setting = z.object({ path: z.string(), value: z.json() });
const { scenario, config, hash, metrics, slo, why } = resultSchema.shape;

/** The first line of a sweep's file: all that its points have in common. */
export const sweepHeadSchema = z.object({
  type: z.literal('sweep'),
  format: z.string().regex(/^1\.\d+$/),
  scenario,
  config,
  inputs: z.string().describe('Digest of today’s configuration and workload, so that nothing is put together that does not belong together.'),
  seed: z.int(),
  replications: z.int().min(1),
  bootstrap: z.enum(bootstraps).nullable().optional().describe('How replications of a replayed history differ; null: nothing is replayed.'),
  currency: z.string().nullable(),
  set: z.array(setting).describe('What holds at every point.'),
  axes: z.array(z.union([z.object({ path: z.string(), values: z.array(z.json()) }), z.object({ path: z.string(), follow: z.string() })])),
  points: z.int().min(1).describe('Of the grid, and one more: today’s configuration, number 0.'),
  minimize: z.string().nullable().describe('The metric that the scenario’s sweep wants smallest.'),
  subject_to_slo: z.boolean().describe('Only among the points that meet every objective of severity error.'),
  shard: z
    .object({ index: z.int().min(1), count: z.int().min(1) })
    .nullable()
    .describe('The part of the points that the file has; null: all.'),
});
export type SweepHead = z.infer<typeof sweepHeadSchema>;

/** Each further line: one point, measured. */
export const sweepPointSchema = z.object({ type: z.literal('point'), index: z.int().min(0), set: z.array(setting), hash, metrics, slo, why });
export type SweepPoint = z.infer<typeof sweepPointSchema>;

/** The line of a point, from its result. */
export function sweepPoint(index: number, set: readonly PointSetting[], result: Result): SweepPoint {
  const known = Object.entries(result.metrics).map(([name, { value, unit, lo, hi, n, values }]) => {
    return [name, { value, unit, lo, hi, n, ...(values === undefined ? {} : { values }) }] as const;
  });
  const { hash: digest, slo: outcomes, why: causes } = result;
  return { type: 'point', index, set: structuredSettings(set), hash: digest, metrics: Object.fromEntries(known), slo: outcomes, why: causes };
}

function structuredSettings(set: readonly PointSetting[]): SweepPoint['set'] {
  return set.map(({ path, value }) => ({ path, value: value as z.infer<typeof setting>['value'] }));
}

/** Whether a point belongs to a shard: every `count`-th does, so that shards have about the same work. */
export function isInShard(index: number, shard: SweepHead['shard']): boolean {
  return shard === null || index % shard.count === shard.index - 1;
}
