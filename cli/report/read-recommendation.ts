import { z } from 'zod';
import { resultSchema, type Result } from '../../sim/measure/result.ts';
import { choiceNames } from '../../sim/recommend/recommend.ts';
import { recommendationFormat, riskNames, type Recommendation } from '../../sim/recommend/recommendation.ts';
import { searchKeys } from '../../sim/recommend/search-key.ts';

/** A recommendation that was read, or one line for each thing that is wrong with it. */
export type ReadRecommendation =
  { readonly kind: 'read'; readonly recommendation: Recommendation } | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** More than these say no more. */
const mostFaults = 5;

const { scenario, config, slo, why } = resultSchema.shape;
const metric = z.object({ value: z.number().nullable(), unit: z.string(), lo: z.number().nullable(), hi: z.number().nullable(), n: z.int() });
const figures = z.object({ seeds: z.tuple([z.int(), z.int()]), metrics: z.record(z.string(), metric), slo, why, hash: z.string() });
const key = z.enum(searchKeys);
const name = z.enum(choiceNames);
const growth = z.object({ holdsAt: z.number().nullable(), breaksAt: z.number().nullable() });
const variant = z.object({ load: z.number(), boot: z.number(), blow: z.enum(['spot-wave', 'zone-lost']).nullable() });

const option = z.object({
  name,
  also: z.array(name),
  changes: z.array(z.object({ key, path: z.string(), value: z.string(), before: z.string().nullable(), reason: z.string() })),
  promised: figures,
  seen: figures,
  kept: z.boolean(),
  history: figures.nullable(),
  risks: z.array(z.object({ risk: z.enum(riskNames), variant, figures: figures.nullable() })),
  growth,
  patch: z.string(),
  unidiffZero: z.boolean(),
});

const schema = z.object({
  format: z.string().regex(/^1\.\d+$/),
  scenario,
  config,
  verdict: z.enum(['found', 'none']),
  objectives: z.array(z.string()),
  cost: z.string(),
  wait: z.string(),
  currency: z.string().nullable(),
  price_source: z.string().nullable(),
  searched: z.array(key),
  held: z.array(z.object({ key, why: z.string() })),
  runs: z.object({ search: z.int(), all: z.int(), ended: z.enum(['budget', 'time', 'nothing-better']) }),
  chance: z.boolean(),
  today: z.object({ figures, history: figures.nullable(), growth }),
  options: z.array(option).min(1),
  tried: z.array(z.object({ cost: z.number(), wait: z.number(), met: z.boolean(), n: z.int() })).default([]),
  caveats: z.array(z.string()),
});

/** Reads what `sim recommend -o` wrote, for the result of today's configuration: of another scenario or configuration it would say nothing. */
export function readRecommendation(text: string, result: Result): ReadRecommendation {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refused([`not JSON: ${(error as Error).message}`]);
  }
  const head = z.object({ format: z.string(), verdict: z.string() }).safeParse(json);
  if (!head.success) return refused(['not a recommendation: sim recommend SCENARIO -o FOLDER writes one, recommendation.json']);
  if (head.data.format.split('.', 1)[0] !== recommendationFormat.split('.', 1)[0])
    return refused([`of the format ${head.data.format}; this version reads ${recommendationFormat}`]);
  const parsed = schema.safeParse(json);
  if (!parsed.success) return refused(parsed.error.issues.slice(0, mostFaults).map(({ path, message }) => `${path.join('.')}: ${message}`));
  const others = (['scenario', 'config'] as const).filter((input) => parsed.data[input].sha256 !== result[input].sha256);
  if (others.length === 0) return { kind: 'read', recommendation: parsed.data };
  return refused([`it is of another ${others.join(' and another ')} than the result, which must be a run of today’s: sim run SCENARIO -o result.json`]);
}

function refused(faults: readonly string[]): ReadRecommendation {
  return { kind: 'refused', faults };
}
