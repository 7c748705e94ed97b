import { z } from 'zod';
import { bootstraps } from '../scenario/bootstrap.ts';
import { causes } from './cause.ts';
import { seriesLevels } from './replication.ts';

const figure = z.number().nullable();
const source = z.object({
  name: z.string().describe('Name of the scenario, or of the file without its directory.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the file as read.'),
});

const metric = z.object({
  value: figure.describe('Mean over the replications of each one’s statistic; null where there was nothing to measure.'),
  unit: z.string().describe('seconds, share (0 to 1), count, or a currency.'),
  lo: figure.describe('Lower end of the 95 % t-interval; null for one replication.'),
  hi: figure.describe('Upper end of the 95 % t-interval; null for one replication.'),
  n: z.int().min(0).describe('Replications that had a value.'),
  values: z.array(figure).optional().describe('Of each replication, in the order of seeds; left out for one.'),
  histogram: z.array(z.number()).optional().describe('Share of time with exactly k, at index k.'),
});

const objective = z.object({
  expr: z.string(),
  severity: z.enum(['error', 'warn']),
  ok: z.boolean().describe('Whether the value meets it; false where there was nothing to measure.'),
  value: figure,
  unit: z.string(),
  lo: figure,
  hi: figure,
  passed: z.int().min(0).describe('Replications that meet it by themselves.'),
});

const waiting = z.object({
  cause: z.enum(causes),
  seconds: z.number().describe('Waiting job-seconds of one replication, on average.'),
  share: z.number().min(0).max(1).describe('Of all waiting; the shares sum to 1, or are all 0 when nobody waited.'),
});

const unsettled = z.object({
  metric: z.string(),
  half_width: z.number().nullable().describe('Of the 95 % interval, as a share of the mean; null where that is zero.'),
  replications: z.int().min(2).nullable().describe('So many would bring it to a tenth of the mean; null: more than ten thousand.'),
});

const setting = z.object({ path: z.string(), value: z.json() });
const assumption = z.object({ path: z.string(), value: z.string(), source: z.string().nullable() });

const quantiles = z.object({ p50: z.number(), p90: z.number(), p95: z.number(), p99: z.number() });
const backTest = z.object({
  against: z.string().describe('Name of the trace.'),
  jobs: z.int().min(1).describe('Jobs whose wait was observed.'),
  observed: quantiles.describe('Waits in seconds.'),
  simulated: quantiles.describe('Waits in seconds.'),
  same_model: z.boolean().describe('False where the fleet or GitLab was modelled otherwise in the back-test: then it says nothing of this result.'),
});

const facts = z.object({
  horizon: z.number().describe('Seconds until arrivals stop.'),
  warmup: z.number().describe('Seconds at the start that are left out.'),
  slots: z.int().nullable().describe('Jobs that can run at once by the configuration; null without a limit.'),
  max_instances: z.int().nullable(),
  capacity_per_instance: z.int(),
  hosts: z.boolean().describe('Instances run on dedicated hosts, which are what is paid.'),
  currency: z.string().nullable().describe('null: the scenario has no price, and the result no money.'),
  price: z.number().nullable().describe('Of an instance (or host) for an hour.'),
  price_source: z.string().nullable(),
  set: z.array(setting).describe('Overrides, in the order in which they were applied.'),
  bootstrap: z.enum(bootstraps).nullable().optional().describe('How replications of a replayed history differ; null: nothing is replayed.'),
  back_test: backTest.nullable().optional().describe('How the model did on a history; null: it was never compared with waits that were observed.'),
  assumptions: z.array(assumption).describe('Parameters that no public source backs.'),
});

/** What a run leaves in a file (`-o`): no path, no time, no version, so that equal inputs give equal bytes. */
export const resultSchema = z
  .object({
    format: z.string().regex(/^1\.\d+$/),
    scenario: source,
    config: source,
    seed: z.int(),
    replications: z.int().min(1),
    complete: z.boolean().describe('False when the run was interrupted.'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{16,}$/)
      .describe('Over every decision of every replication, in the order of seeds.'),
    metrics: z.record(z.string(), metric),
    unsettled: z.array(unsettled).optional().describe('Headline figures whose interval is wide: more replications are needed.'),
    slo: z.array(objective),
    why: z.array(waiting),
    series: z.object({
      step: z.number().describe('Seconds between points, the first from 0.'),
      levels: z.record(z.enum(seriesLevels), z.array(z.number())).describe('Averages over each step and over the replications.'),
    }),
    facts,
  })
  .describe('Result of a Drydock simulation');

export type Result = z.infer<typeof resultSchema>;
export type ResultMetric = z.infer<typeof metric>;
export type ResultFacts = z.infer<typeof facts>;
export type Unsettled = z.infer<typeof unsettled>;
export type ResultObjective = z.infer<typeof objective>;
