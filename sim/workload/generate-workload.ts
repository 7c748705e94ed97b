import { assert } from '../../core/assert.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DependentJobs } from './dependent-jobs.ts';
import { drawJobs } from './draw-jobs.ts';
import { replayTrace, traceEnd } from './replay-trace.ts';
import { dependentsOf, rootsOf, type RootPart, type StreamPart } from './split-dependents.ts';
import type { TraceRows } from './trace/trace-rows.ts';

/** All jobs of a run that do not depend on the fleet, in order of (arrival, stream, index). */
export interface Workload {
  readonly arrivalAt: Float64Array;
  readonly duration: Float64Array;
  /** Index of the job's stream in the scenario. */
  readonly stream: Uint16Array;
  /** Exit code of the script, 0 or 1. */
  readonly failed: Uint8Array;
  /** From arrival to the user's cancel, infinite for none; null where nobody cancels. */
  readonly cancelAfter: Float64Array | null;
  /** Jobs that come only when others have ended; null for none. */
  readonly dependents: DependentJobs | null;
  /** Where arrivals stop. */
  readonly horizon: number;
}

/** Draws the workload of a scenario. Users of closed streams depend on the fleet, so their jobs come from the fake world. */
export function generateWorkload(scenario: Scenario, traces: Readonly<Record<string, TraceRows>>, seed: number): Workload {
  const horizon = horizonOf(scenario, traces);
  const parts: StreamPart[] = [];
  scenario.streams.forEach((stream, index) => {
    if (stream.type === 'closed') return;
    const name = `workload.${String(index)}`;
    const { bootstrap, clock } = scenario;
    const jobs =
      stream.type === 'trace'
        ? replayTrace(stream, rowsOf(stream.file, traces), { bootstrap, clock, horizon, seed, name })
        : drawJobs(stream, name, clock, horizon, seed);
    parts.push({ stream: index, jobs });
  });
  const cancels = scenario.streams.some(({ job }) => job.cancel !== null);
  const roots = parts.map(rootsOf);
  const [only] = roots;
  const isSingle = only !== undefined && roots.length === 1 && (only.jobs.cancelAfter !== null || !cancels);
  const { workload, numbers } = isSingle ? single(only, horizon) : merged(roots, cancels, horizon);
  return { ...workload, dependents: dependentsOf(parts, roots, numbers, workload.arrivalAt.length) };
}

function horizonOf(scenario: Scenario, traces: Readonly<Record<string, TraceRows>>): number {
  if (scenario.clock.horizonMs !== null) return scenario.clock.horizonMs;
  return Math.max(1, ...scenario.streams.map((stream) => (stream.type === 'trace' ? traceEnd(stream, rowsOf(stream.file, traces)) : 0)));
}

function rowsOf(file: string, traces: Readonly<Record<string, TraceRows>>): TraceRows {
  const rows = traces[file];
  assert(rows !== undefined, `the trace ${file} was read before the run`);
  return rows;
}

/** The jobs that come at their own time; per part the number of each of its jobs. */
interface Merged {
  readonly workload: Omit<Workload, 'dependents'>;
  readonly numbers: readonly Uint32Array[];
}

function single({ stream, jobs, own }: RootPart, horizon: number): Merged {
  const { count, arrivalAt, duration, failed, cancelAfter } = jobs;
  const numbers = own === null ? [] : [Uint32Array.from({ length: count }, (_, job) => job)];
  const workload = {
    arrivalAt: arrivalAt.subarray(0, count),
    duration: duration.subarray(0, count),
    stream: new Uint16Array(count).fill(stream),
    failed: failed.subarray(0, count),
    cancelAfter: cancelAfter?.subarray(0, count) ?? null,
    horizon,
  };
  return { workload, numbers };
}

function merged(parts: readonly RootPart[], cancels: boolean, horizon: number): Merged {
  const count = parts.reduce((sum, { jobs }) => sum + jobs.count, 0);
  const workload = {
    arrivalAt: new Float64Array(count),
    duration: new Float64Array(count),
    stream: new Uint16Array(count),
    failed: new Uint8Array(count),
    cancelAfter: cancels ? new Float64Array(count).fill(Number.POSITIVE_INFINITY) : null,
    horizon,
  };
  const heads = new Int32Array(parts.length);
  const numbers = parts.map(({ own }) => new Uint32Array(own?.length ?? 0));
  for (let job = 0; job < count; job++) {
    const part = earliest(parts, heads);
    const { stream, jobs, own } = parts[part] as RootPart;
    const from = heads[part] as number;
    heads[part] = from + 1;
    if (own !== null) (numbers[part] as Uint32Array)[from] = job;
    workload.arrivalAt[job] = jobs.arrivalAt[from] as number;
    workload.duration[job] = jobs.duration[from] as number;
    workload.stream[job] = stream;
    workload.failed[job] = jobs.failed[from] as number;
    if (workload.cancelAfter !== null && jobs.cancelAfter !== null) workload.cancelAfter[job] = jobs.cancelAfter[from] as number;
  }
  return { workload, numbers };
}

/** The part whose next job comes first; of two at one instant the stream that stands first in the file. */
function earliest(parts: readonly Pick<RootPart, 'jobs'>[], heads: Int32Array): number {
  let best = -1;
  let bestAt = Number.POSITIVE_INFINITY;
  parts.forEach(({ jobs }, part) => {
    const head = heads[part] as number;
    if (head >= jobs.count) return;
    const at = jobs.arrivalAt[head] as number;
    if (at < bestAt) {
      best = part;
      bestAt = at;
    }
  });
  return best;
}
