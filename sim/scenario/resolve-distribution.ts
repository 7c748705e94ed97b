import { assert } from '../../core/assert.ts';
import type { DistributionBounds, DistributionShape, DurationDistribution } from './duration-distribution.ts';
import type { SpanDocument } from './schema/distribution.ts';
import { parseDuration } from './text/duration.ts';

/** Contents of the files that empirical distributions name: durations in milliseconds, by the name as written. */
export type RecordedDurations = ReadonlyMap<string, readonly number[]>;

/**
 * Gives a span of the grammar as plain data.
 *
 * @throws InvariantError when it names a file that `recorded` lacks: the caller reads those that `referencedFiles` lists.
 */
export function resolveDistribution(document: SpanDocument, recorded: RecordedDurations): DurationDistribution {
  if (typeof document === 'string') return { dist: 'constant', valueMs: parseDuration(document) };
  const bounds: DistributionBounds = { minMs: optional(document.min), maxMs: optional(document.max) };
  switch (document.dist ?? 'lognormal') {
    case 'constant':
      return { dist: 'constant', valueMs: required(document.value) };
    case 'uniform':
      return { dist: 'uniform', minMs: required(document.min), maxMs: required(document.max) };
    case 'exponential':
      return { dist: 'exponential', meanMs: required(document.mean), ...bounds };
    case 'gamma':
      return { dist: 'gamma', shape: shapeOf(document), ...bounds };
    case 'weibull':
      return { dist: 'weibull', shape: shapeOf(document), ...bounds };
    case 'empirical':
      return empirical(document.file as string, bounds, recorded);
    case 'lognormal':
      return { dist: 'lognormal', shape: shapeOf(document), ...bounds };
  }
}

function empirical(file: string, bounds: DistributionBounds, recorded: RecordedDurations): DurationDistribution {
  const valuesMs = recorded.get(file);
  assert(valuesMs !== undefined, `the recorded durations of ${file} are given`);
  return { dist: 'empirical', file, valuesMs, ...bounds };
}

function shapeOf({ p50, p95, mean, cv }: Exclude<SpanDocument, string>): DistributionShape {
  if (p50 !== undefined && p95 !== undefined) return { by: 'quantiles', p50Ms: parseDuration(p50), p95Ms: parseDuration(p95) };
  return { by: 'moments', meanMs: required(mean), cv: cv as number };
}

/** The schema has seen that the keys of a distribution are whole. */
function required(duration: string | undefined): number {
  return parseDuration(duration as string);
}

function optional(duration: string | undefined): number | null {
  return duration === undefined ? null : parseDuration(duration);
}
