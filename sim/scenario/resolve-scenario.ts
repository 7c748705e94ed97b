import type { TraceRows } from '../workload/trace/trace-rows.ts';
import { traceEnd } from '../workload/replay-trace.ts';
import { chooseBootstrap } from '../workload/resample/choose-bootstrap.ts';
import type { BackTest, WaitQuantiles } from './back-test.ts';
import type { Bootstrap } from './bootstrap.ts';
import { Calendar, type ZoneOffsets } from './calendar.ts';
import { modelDigest } from './model-digest.ts';
import type { Objective } from './objective.ts';
import { parseObjective } from './parse-objective.ts';
import type { RecordedDurations } from './resolve-distribution.ts';
import { resolveFaults } from './resolve-faults.ts';
import { resolveFleet } from './resolve-fleet.ts';
import { resolveStreams } from './resolve-stream.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioDocument } from './schema/scenario.ts';
import type { Sweep } from './sweep.ts';
import { parseDuration } from './text/duration.ts';
import { parseDateTime } from './text/moment.ts';
import type { TraceStream } from './workload-stream.ts';

/** What a scenario needs from outside: its time zone's offsets (see `calendarSpan`) and the files that it names (see `referencedFiles`). */
export interface ScenarioEnvironment {
  readonly zone: ZoneOffsets;
  readonly recorded: RecordedDurations;
  /** The traces that it names, by file name; left out where it names none. */
  readonly traces?: Readonly<Record<string, TraceRows>>;
}

const dayMs = 86_400_000;
/** A week whose last day ends early is one. */
const weekMs = 6.75 * dayMs;
const defaultStart = '2026-01-05T00:00:00';

/** Fills in every default, translates every unit and resolves every time of a valid scenario. */
export function resolveScenario(document: ScenarioDocument, { zone, recorded, traces = {} }: ScenarioEnvironment): Scenario {
  const { clock } = document;
  const calendar = new Calendar(parseDateTime(clock?.start ?? defaultStart), zone);
  const horizonMs = clock?.horizon === undefined ? null : parseDuration(clock.horizon);
  const { gitlab, fleet, parameters } = resolveFleet(document, recorded);
  const streams = resolveStreams(document.workload, { calendar, horizonMs, recorded });
  const replayed = streams.filter((stream) => stream.type === 'trace');
  const bootstrap = replayed.length === 0 ? 'none' : (document.bootstrap ?? chooseBootstrap(replayed, traces));
  const spanMs = horizonMs ?? Math.max(0, ...replayed.map((stream) => traceEndIn(stream, traces)));
  return {
    name: document.name,
    description: document.description ?? '',
    config: typeof document.config === 'string' ? { file: document.config } : document.config,
    runner: document.runner ?? null,
    set: Object.entries(document.set ?? {}).map(([path, value]) => ({ path, value })),
    clock: {
      startEpochMs: calendar.startEpochMs,
      timezone: clock?.timezone ?? 'UTC',
      utcOffsets: calendar.utcOffsets(),
      horizonMs,
      warmupMs: clock?.warmup === undefined ? defaultWarmup(bootstrap, spanMs) : parseDuration(clock.warmup),
    },
    streams,
    gitlab,
    fleet,
    faults: resolveFaults(document.faults ?? [], calendar, fleet.zones),
    // Checked when the file was read: each entry is an objective.
    slo: (document.slo ?? []).map((entry) => parseObjective(entry) as Objective),
    sweep: sweepOf(document),
    backTest: backTestOf(document, modelDigest(fleet, gitlab)),
    bootstrap,
    replications: document.replications ?? 10,
    seed: document.seed ?? 1,
    parameters,
  };
}

/** The time zone whose offsets a scenario needs, and for which instants at least; `endMs` is the last instant of its longest trace. */
export function calendarSpan({ clock }: ScenarioDocument, endMs = 0): { readonly timezone: string; readonly fromEpochMs: number; readonly toEpochMs: number } {
  const start = parseDateTime(clock?.start ?? defaultStart);
  const aroundMs = start.kind === 'wall-clock' ? start.wallMs : start.kind === 'instant' ? start.epochMs : 0;
  const horizonMs = clock?.horizon === undefined ? 0 : parseDuration(clock.horizon);
  const day = 86_400_000;
  return { timezone: clock?.timezone ?? 'UTC', fromEpochMs: aroundMs - 2 * day, toEpochMs: aroundMs + Math.max(horizonMs, endMs) + 60 * day };
}

function traceEndIn(stream: TraceStream, traces: Readonly<Record<string, TraceRows>>): number {
  const rows = traces[stream.file];
  return rows === undefined ? 0 : traceEnd(stream, rows);
}

/** A resampled day begins with what the day before it left, which the first of all has not. */
function defaultWarmup(bootstrap: Bootstrap, spanMs: number): number {
  return bootstrap === 'days' && spanMs >= weekMs ? dayMs : 0;
}

function backTestOf({ back_test: written }: ScenarioDocument, digest: string): BackTest | null {
  if (written === undefined) return null;
  const { against, jobs, observed, simulated, model } = written;
  return { against, jobs, observed: secondsOf(observed), simulated: secondsOf(simulated), isOfThisModel: model === digest };
}

function secondsOf({ p50, p90, p95, p99 }: Readonly<Record<keyof WaitQuantiles, string>>): WaitQuantiles {
  const seconds = (text: string): number => parseDuration(text) / 1000;
  return { p50: seconds(p50), p90: seconds(p90), p95: seconds(p95), p99: seconds(p99) };
}

function sweepOf({ sweep }: ScenarioDocument): Sweep | null {
  if (sweep === undefined) return null;
  const axes = Object.entries(sweep.grid).map(([path, axis]) => (Array.isArray(axis) ? { path, values: axis } : { path, follow: axis.follow }));
  const { objective } = sweep;
  return { axes, objective: objective === undefined ? null : { minimize: objective.minimize, subjectTo: objective.subject_to ?? null } };
}
