import { openSync, closeSync, writeSync } from 'node:fs';
import { InvariantError } from '../core/assert.ts';
import { measureReplication, type MeasureContext, type Replication } from '../sim/measure/replication.ts';
import { simulate } from '../sim/simulate.ts';
import { eventLines } from '../sim/text/event-lines.ts';
import type { SimulationPlan } from '../sim/simulation-plan.ts';

/** What replications of a scenario have in common: plain data, sent to each worker once. */
export interface ReplicationJob {
  readonly plan: SimulationPlan;
  readonly context: MeasureContext;
  /** Where decisions are appended as lines of JSON; null for nowhere. */
  readonly eventsFile: string | null;
  /** Its first number turns from 0 to 1 when the run is to stop. */
  readonly stop: Int32Array;
  /** Where each replication says how far it is; left out where nobody looks. */
  readonly progress?: ReplicationDays;
}

/** The day of its simulated time that each replication is in, from 1, in the order of seeds; 0 for one that does not run. */
export interface ReplicationDays {
  readonly days: Int32Array;
  readonly firstSeed: number;
}

/** A replication's statistics and its number of steps, or how the core broke. */
export type ReplicationAnswer =
  | { readonly kind: 'measured'; readonly replication: Replication; readonly steps: number }
  | { readonly kind: 'broken'; readonly seed: number; readonly message: string; readonly stack: string; readonly lastEvents: readonly string[] };

const shownEvents = 20;
const batchLength = 65_536;
const dayMs = 86_400_000;

/** Runs and measures one replication. A broken invariant is an answer, since an error's class would not survive the way between threads. */
export function replicate({ plan, context, eventsFile, stop, progress }: ReplicationJob, seed: number): ReplicationAnswer {
  const isIn = (day: number): void => {
    if (progress !== undefined) Atomics.store(progress.days, seed - progress.firstSeed, day);
  };
  const shouldStop = (now: number): boolean => {
    isIn(1 + Math.floor(now / dayMs));
    return Atomics.load(stop, 0) !== 0;
  };
  try {
    const record =
      eventsFile === null ? simulate(plan, seed, { shouldStop, series: context.series !== false }) : simulateInto(eventsFile, plan, seed, shouldStop);
    return { kind: 'measured', replication: measureReplication(record, context), steps: record.steps };
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    return { kind: 'broken', seed, message: error.message, stack: error.stack ?? error.message, lastEvents: lastEvents(plan, seed) };
  } finally {
    isIn(0);
  }
}

function simulateInto(file: string, plan: SimulationPlan, seed: number, shouldStop: (now: number) => boolean): ReturnType<typeof simulate> {
  const descriptor = openSync(file, 'a');
  let batch = `${JSON.stringify({ type: 'replication', seed })}\n`;
  const flush = (): void => {
    writeSync(descriptor, batch);
    batch = '';
  };
  try {
    return simulate(plan, seed, {
      shouldStop,
      onStep: (event, effects) => {
        for (const line of eventLines(event, effects)) batch += `${line}\n`;
        if (batch.length >= batchLength) flush();
      },
    });
  } finally {
    flush();
    closeSync(descriptor);
  }
}

/** The decisions before the one that broke: the same seed takes the same way again. */
function lastEvents(plan: SimulationPlan, seed: number): string[] {
  const lines: string[] = [];
  try {
    simulate(plan, seed, {
      onStep: (event, effects) => {
        lines.push(...eventLines(event, effects));
        lines.splice(0, Math.max(0, lines.length - shownEvents));
      },
    });
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
  }
  return lines;
}
