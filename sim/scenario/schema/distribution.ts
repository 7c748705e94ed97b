import { z } from 'zod';
import { parseDuration } from '../text/duration.ts';
import { duration } from './leaves.ts';

const distributionNames = ['constant', 'uniform', 'exponential', 'lognormal', 'gamma', 'weibull', 'empirical'] as const;
type DistributionName = (typeof distributionNames)[number];

/** The keys that each distribution takes for its body: one of the groups, whole. Bounds go with all but constant. */
const bodies: Readonly<Record<DistributionName, readonly (readonly string[])[]>> = {
  constant: [['value']],
  uniform: [['min', 'max']],
  exponential: [['mean']],
  lognormal: [
    ['p50', 'p95'],
    ['mean', 'cv'],
  ],
  gamma: [
    ['p50', 'p95'],
    ['mean', 'cv'],
  ],
  weibull: [
    ['p50', 'p95'],
    ['mean', 'cv'],
  ],
  empirical: [['file']],
};

/** The keys of all distributions together. */
export const distributionKeys = {
  dist: z.enum(distributionNames).optional().meta({ default: 'lognormal', description: 'Family; each takes the keys that it is known by.' }),
  value: duration.optional().meta({ description: 'The value of constant.' }),
  p50: duration.optional().meta({ description: 'The median.' }),
  p95: duration.optional().meta({ description: 'What 95 in 100 stay below.' }),
  mean: duration.optional().meta({ description: 'The mean: with cv, or alone of exponential.' }),
  cv: z.number().positive().max(20).optional().meta({ description: 'Coefficient of variation: standard deviation over mean.' }),
  min: duration.optional().meta({ description: 'The least value: of uniform, elsewhere what is drawn below it is drawn again.' }),
  max: duration.optional().meta({ description: 'The greatest value: of uniform, elsewhere what is drawn above it is drawn again.' }),
  file: z.string().optional().meta({ description: 'A file with one duration in seconds a line; its path is relative to the scenario.' }),
};

const shape = z.strictObject(distributionKeys);

type DistributionObject = z.infer<typeof shape>;

/** A distribution with parameters that belong together and can be met. */
const distribution = shape.superRefine(checkDistribution).meta({ id: 'distribution', description: 'How a span of time is drawn.' });

/** A span of time: a constant as plain text, or a distribution. */
export const span = z.union([duration, distribution]);

/** A span of time as a scenario file has it. */
export type SpanDocument = z.infer<typeof span>;

/** Whether the keys of a distribution belong together, unless something else is wrong with them already. */
export function checkDistribution(value: DistributionObject, context: z.RefinementCtx<DistributionObject>): void {
  if (context.issues.length > 0) return;
  const name = value.dist ?? 'lognormal';
  const fits = bodies[name].find((keys) => keys.every((key) => key in value));
  if (fits === undefined) {
    const wanted = bodies[name].map((keys) => keys.join(' and ')).join(', or ');
    context.addIssue({ code: 'custom', path: [], message: `${named(name)} needs ${wanted}`, params: { rule: 'missing-key', hint: hintFor(value) } });
    return;
  }
  const allowed = new Set(['dist', ...fits, ...(name === 'constant' ? [] : ['min', 'max'])]);
  for (const key of Object.keys(value)) {
    if (allowed.has(key)) continue;
    context.addIssue({
      code: 'custom',
      path: [key],
      message: `${named(name)} with ${fits.join(' and ')} has no ${key}`,
      params: { rule: 'unknown-key', atKey: true },
    });
  }
  checkOrder(value, name, context);
}

function hintFor(value: DistributionObject): string {
  if (value.dist !== undefined) return '';
  if (value.min !== undefined && value.max !== undefined) return 'for any value between min and max, write dist: uniform';
  if (value.mean !== undefined) return 'for waits without memory, write dist: exponential';
  if (value.file !== undefined) return 'for recorded values, write dist: empirical';
  return value.value === undefined ? '' : 'for a constant, write the duration alone';
}

function checkOrder(value: DistributionObject, name: DistributionName, context: z.RefinementCtx<DistributionObject>): void {
  const fail = (key: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [key], message, params: { rule: 'V13' } });
  };
  const { p50, p95, min, max, mean } = value;
  if (p50 !== undefined && parseDuration(p50) === 0) fail('p50', 'expected a p50 above 0s');
  if (mean !== undefined && parseDuration(mean) === 0) fail('mean', 'expected a mean above 0s');
  if (p50 !== undefined && p95 !== undefined && parseDuration(p95) <= parseDuration(p50)) fail('p95', `expected a p95 above the p50 (${p50}), got ${p95}`);
  if (min === undefined || max === undefined) return;
  const [low, high] = [parseDuration(min), parseDuration(max)];
  if (low > high || (low === high && name !== 'uniform')) fail('max', `expected a max above the min (${min}), got ${max}`);
}

function named(name: DistributionName): string {
  return `${/^[aeiou]/.test(name) && name !== 'uniform' ? 'an' : 'a'} ${name} distribution`;
}
