import { z } from 'zod';
import { bootstraps } from '../bootstrap.ts';
import { faultSchema } from './fault.ts';
import { fleet, gitlab } from './fleet.ts';
import { parseObjective, type ObjectiveDocument } from '../parse-objective.ts';
import { count, dateTime, duration } from './leaves.ts';
import { stream } from './workload.ts';

const clock = z.strictObject({
  start: dateTime.optional().meta({ default: '2026-01-05T00:00:00', description: 'Instant 0 of the run; by default a Monday.' }),
  timezone: z.string().min(1).optional().meta({ default: 'UTC', description: 'Name of a time zone, such as Europe/Brussels.' }),
  horizon: duration.optional().meta({ description: 'Arrivals stop here, and the run drains. It may be left out where every stream is a trace.' }),
  warmup: duration.optional().meta({
    default: '0s',
    description: 'Up to here the run is left out of the statistics. Where a history is resampled by days, over a week or more, the default is its first day.',
  }),
});

const objective = z.union([
  z.string().superRefine(checkObjective),
  z
    .strictObject({
      expr: z.string().meta({ description: 'Metric, comparison, value: wait.p95 <= 5m. sim explain metric lists the metrics.' }),
      severity: z.enum(['error', 'warn']).optional().meta({ default: 'error', description: 'warn: missing it leaves the exit code at 0.' }),
      after: z.enum(['fault']).optional().meta({ description: 'fault: only what comes after faults counts.' }),
    })
    .superRefine(checkObjective),
]);

function checkObjective(value: ObjectiveDocument, context: z.RefinementCtx): void {
  const result = parseObjective(value);
  if (!('message' in result)) return;
  const { message, rule, hint } = result;
  context.addIssue({ code: 'custom', path: typeof value === 'string' ? [] : ['expr'], message, params: { rule, hint } });
}

const quantiles = z.strictObject({
  p50: duration.meta({ description: 'The median.' }),
  p90: duration.meta({ description: 'What 90 in 100 stay below.' }),
  p95: duration.meta({ description: 'What 95 in 100 stay below.' }),
  p99: duration.meta({ description: 'What 99 in 100 stay below.' }),
});

const backTest = z
  .strictObject({
    against: z.string().min(1).meta({ description: 'Name of the trace.' }),
    jobs: count(1).meta({ description: 'Jobs whose wait was observed.' }),
    observed: quantiles.meta({ description: 'Waits that people had.' }),
    simulated: quantiles.meta({ description: 'Waits of the model.' }),
    model: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .meta({ description: 'Digest of the sections fleet and gitlab that were tested; with others the test says nothing.' }),
  })
  .meta({ description: 'How the model did on a history. Written by sim calibrate -o; every report carries it.' });

const sweep = z.strictObject({
  grid: z
    .record(
      z.string(),
      z.union([z.array(z.json()).min(1), z.strictObject({ follow: z.string().meta({ description: 'Path of the axis that this one goes with.' }) })]),
    )
    .meta({ description: 'Axes: paths with the values to try, or with the axis that they follow.' }),
  objective: z
    .strictObject({
      minimize: z.string().meta({ description: 'Metric to bring down.' }),
      subject_to: z.enum(['slo']).optional().meta({ description: 'slo: only among points that meet the objectives.' }),
    })
    .optional()
    .meta({ description: 'What the best point is.' }),
});

/** The grammar of scenario files: the one source of truth for validation, types and the JSON Schema that editors use. */
export const scenarioSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: 'Version of this grammar.' }),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'expected a name of small letters, digits and dashes' })
      .meta({ description: 'Kebab-case.' }),
    description: z.string().optional().meta({ description: 'What the scenario shows, in a sentence.' }),
    config: z
      .union([z.string().min(1), z.strictObject({ toml: z.string().meta({ description: 'The text of a config.toml, without secrets.' }) })])
      .meta({ description: 'A config.toml of gitlab-runner: its path, relative to the scenario, or its text.' }),
    runner: z.string().optional().meta({ description: 'Name of the [[runners]] to simulate; by default all that are instance executors.' }),
    set: z.record(z.string(), z.json()).optional().meta({ description: 'Overrides of the configuration by dotted path.' }),
    clock: clock.optional().meta({ description: 'When the run begins and ends.' }),
    workload: z.array(stream).min(1, { error: 'expected at least one stream' }).meta({ description: 'Streams of jobs, added together.' }),
    gitlab: gitlab.optional().meta({ description: 'How GitLab answers.' }),
    fleet: fleet.optional().meta({ description: 'The cloud: what differs from its preset.' }),
    faults: z.array(faultSchema).optional().meta({ description: 'What goes wrong at a known time.' }),
    slo: z.array(objective).optional().meta({ description: 'Objectives: wait.p95 <= 5m, or with a severity.' }),
    sweep: sweep.optional().meta({ description: 'The grid of sim sweep.' }),
    back_test: backTest.optional(),
    bootstrap: z.enum(bootstraps).optional().meta({
      description:
        'How replications of replayed traces differ: histories drawn out of whole days or whole pipelines of the recorded one, or none. By default days where each trace has seven whole days, else pipelines where each names ten, else none.',
    }),
    replications: count(1, 1_000_000).optional().meta({ default: 10, description: 'How often the scenario is played, each time with the next seed.' }),
    seed: count(0).optional().meta({ default: 1, description: 'Seed of the first replication.' }),
  })
  .meta({ title: 'Drydock scenario', description: 'What a fleet of CI runners is tried with: a configuration, a workload, a cloud and its faults.' });

/** A scenario file that is valid, as written. */
export type ScenarioDocument = z.infer<typeof scenarioSchema>;
