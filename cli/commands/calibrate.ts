import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { calibrate, type FittedUnknown, type Lengths } from '../../sim/calibrate/calibrate.ts';
import { History } from '../../sim/calibrate/history.ts';
import { waitQuantiles } from '../../sim/calibrate/wait-quantiles.ts';
import { backTestQuantiles, type WaitQuantiles } from '../../sim/scenario/back-test.ts';
import { modelDigest } from '../../sim/scenario/model-digest.ts';
import type { Setting } from '../../sim/scenario/sweep.ts';
import { simulate } from '../../sim/simulate.ts';
import { calibrationText, type Calibration } from '../../sim/text/calibration-text.ts';
import { traceEnd } from '../../sim/workload/replay-trace.ts';
import { calibrationJson } from '../calibrate/calibration-json.ts';
import { fittedScenario } from '../calibrate/fitted-scenario.ts';
import { fittedSpans, lengthSettings, type FittedSpanOf } from '../calibrate/fitted-spans.ts';
import { historySettings } from '../calibrate/history-settings.ts';
import type { CalibrateOptions } from '../calibrate-program.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingText } from '../finding-text.ts';
import { folderFiles, type TraceCache } from '../folder-files.ts';
import type { Io } from '../io.ts';
import { Progress } from '../progress.ts';
import { prepareScenario, type ReadyScenario, type ScenarioText } from '../prepare-scenario.ts';
import { readScenario } from '../read-scenario.ts';
import { sortSettings } from '../settings.ts';
import type { Assignment } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';
import { UsageError } from '../usage-error.ts';

/** A trial while spans are sought has as many seeds as bring it so many waits, and no more than this; the figures that are told are of all seeds. */
const waitsOfTrial = 5000;
const mostSeedsOfTrial = 3;
/** About how many trials a span takes. */
const trialsOfSpan = 25;

const dayMs = 86_400_000;
/** A week whose last day ends early is one. */
const weekMs = 6.75 * dayMs;

/** The replay of a history that is to be calibrated. */
interface Replay {
  /** The scenario with further settings; it was sound before, and lengths of spans leave it so. */
  readonly readyWith: (settings: readonly Assignment[]) => ReadyScenario;
  readonly history: History;
  /** Up to here jobs do not count. */
  readonly warmupMs: number;
}

/**
 * `sim calibrate`: replays a history on today's configuration, lays simulated waits beside observed ones, fits spans that are not known, and writes a scenario that
 * carries both.
 */
export function calibrateScenario(named: string, options: CalibrateOptions, io: Io): ExitCode {
  if (!existsSync(options.against)) throw new UsageError(`cannot read ${options.against}`);
  const { folder, ...file } = readScenario(named, io);
  const replay = replayOf(file, folder, options, io);
  if (replay === null) return exitCodes.badInput;
  const { history, readyWith, warmupMs } = replay;
  if (history.observed.length === 0) {
    io.stderr.write(
      `${options.against} has no observed waits among the jobs that are replayed: the column observed_wait_s (CSV) or queued_duration (GitLab)\n`,
    );
    return exitCodes.badInput;
  }
  const present = readyWith([]);
  const spans = fittedSpans(present.plan.scenario, options);
  const seeds = Math.min(mostSeedsOfTrial, present.replications, Math.ceil(waitsOfTrial / history.observed.length));
  const progress = new Progress(io, spans.length * trialsOfSpan * seeds + 2 * present.replications, { days: new Int32Array(0), horizonDays: 0, what: 'runs' });
  const waits = (lengths: Lengths, count: number): Float64Array[] => simulatedWaits(readyWith(lengthSettings(spans, lengths)), count);
  const fitted = calibrate(spans, history.observed, (lengths) => merged(waits(lengths, seeds)));
  const lengths = new Map(fitted.map(({ name, valueMs }) => [name, valueMs]));
  const patch = lengthSettings(spans, lengths);
  const before = meanQuantiles(waits(new Map(), present.replications));
  const after = patch.length === 0 ? before : meanQuantiles(waits(lengths, present.replications));
  progress.end();
  const found: Calibration = {
    scenario: present.inputs.scenario.name,
    config: present.inputs.config.name,
    against: basename(options.against),
    span: options.wait,
    jobs: history.observed.length,
    withoutWait: history.jobCount - history.observed.length,
    seeds: present.replications,
    warmup: warmupMs / 1000,
    observed: waitQuantiles(history.observed),
    before,
    fitted: fitted.map((unknown) => ({ ...unknown, path: spanNamed(spans, unknown).path })),
    patch: patch.map(({ path, text }) => ({ path, value: text })),
    after,
  };
  if (options.output !== undefined) write(options.output, fittedText(file, folder, readyWith(patch), found, options));
  show(found, named, options, io);
  return exitCodes.ok;

  function simulatedWaits({ plan, inputs }: ReadyScenario, count: number): Float64Array[] {
    return Array.from({ length: count }, (_, index) => {
      const record = simulate(plan, inputs.seed + index);
      progress.advance(record.steps);
      return history.simulated(record, options.wait);
    });
  }
}

function spanNamed(spans: readonly FittedSpanOf[], { name }: FittedUnknown): FittedSpanOf {
  return spans.find((span) => span.name === name)!;
}

/** The scenario as the replay of the history; null where something is wrong with either, which is told. */
function replayOf(file: ScenarioText, folder: string, options: CalibrateOptions, io: Io): Replay | null {
  const cache: TraceCache = new Map();
  const numbers = (['seed', 'replications'] as const).flatMap((path) => (options[path] === undefined ? [] : [{ path, text: String(options[path]) }]));
  const load = (settings: readonly Assignment[]): ReadyScenario | null => {
    const { ready, findings } = prepareScenario(file, folderFiles(folder, cache), [...options.set, ...numbers, ...settings]);
    const style = terminalStyle(io.stderr, io.env);
    if (ready === null) for (const finding of findings) io.stderr.write(`${findingText(finding, style)}\n`);
    return ready;
  };
  const written = load([]);
  if (written === null) return null;
  const settings = historySettings(written.plan.scenario, folder, options.against);
  const replayed = load(settings);
  const stream = replayed?.plan.scenario.streams[0];
  if (replayed == null || stream?.type !== 'trace') return null;
  const rows = replayed.plan.traces[stream.file]!;
  const endMs = Math.max(1, traceEnd(stream, rows));
  // A horizon of the scenario's own workload is not that of the history.
  const warmupMs = warmupOf(replayed, endMs);
  const clock = [
    { path: 'clock.horizon', text: `${endMs}ms` },
    { path: 'clock.warmup', text: `${warmupMs}ms` },
  ];
  const whole = [...settings, ...clock];
  return {
    warmupMs,
    history: new History(stream, rows, { warmup: warmupMs, horizon: endMs }),
    readyWith: (more) => {
      const ready = load([...whole, ...more]);
      if (ready === null) throw new UsageError('the history cannot be replayed on this scenario');
      return ready;
    },
  };
}

/** The fleet of a history was there before its first job, which that of a simulation is not: of a week or more, the first day does not count. */
function warmupOf({ plan }: ReadyScenario, endMs: number): number {
  const { warmupMs } = plan.scenario.clock;
  return warmupMs === 0 && endMs >= weekMs ? dayMs : warmupMs;
}

/** All waits together, the shortest first. */
function merged(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(part, from);
    from += part.length;
  }
  return all.sort();
}

/** Each quantile as the mean over replications, as all figures of results; no job started in none. */
function meanQuantiles(parts: readonly Float64Array[]): WaitQuantiles {
  const known = parts.filter(({ length }) => length > 0).map(waitQuantiles);
  const mean = (name: keyof WaitQuantiles): number => known.reduce((sum, quantiles) => sum + quantiles[name], 0) / Math.max(1, known.length);
  return Object.fromEntries(backTestQuantiles.map((name) => [name, mean(name)])) as WaitQuantiles;
}

/** The scenario with what was fitted and what was set on the command line, and its error. */
function fittedText(file: ScenarioText, folder: string, { plan }: ReadyScenario, found: Calibration, { set, output }: CalibrateOptions): string {
  const { config, scenario } = sortSettings(set);
  const { against, jobs, observed, after } = found;
  const { fleet, gitlab } = plan.scenario;
  return fittedScenario(
    file.text,
    {
      settings: [...scenario, ...found.patch.map(({ path, value }) => ({ path, value: parse(value) as Setting }))],
      overrides: config.map(({ path, value }) => ({ path, value: typed(String(value)) })),
      backTest: { against, jobs, observed, simulated: after },
      model: modelDigest(fleet, gitlab),
    },
    { from: folder, to: output! },
  );
}

/** A number or a switch as YAML has it; any other text as it is. */
function typed(text: string): Setting {
  const value = parse(text) as Setting;
  return typeof value === 'number' || typeof value === 'boolean' ? value : text;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
  }
}

function show(found: Calibration, named: string, { json, output }: CalibrateOptions, io: Io): void {
  if (json === true) io.stdout.write(`${JSON.stringify(calibrationJson(found), null, 2)}\n`);
  else io.stdout.write(`${calibrationText(found, { named, written: output ?? null }, terminalStyle(io.stdout, io.env)).join('\n')}\n`);
}
