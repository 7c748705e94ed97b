import { causes } from '../../sim/measure/cause.ts';
import type { Result } from '../../sim/measure/result.ts';
import { jobOutcomes, type RunRecord } from '../../sim/measure/run-record.ts';
import { simulate } from '../../sim/simulate.ts';
import { causeText } from '../../sim/text/cause-text.ts';
import { durationText, shareText } from '../../sim/text/figure-text.ts';
import { spell } from '../../sim/text/text-style.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingText } from '../finding-text.ts';
import type { Io } from '../io.ts';
import { loadScenario, type ReadyScenario } from '../load-scenario.ts';
import { findScenario } from '../report/live/find-scenario.ts';
import type { Assignment, WhyOptions } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';
import { UsageError } from '../usage-error.ts';
import { resultOf } from './report.ts';
import { parseInstant, wallClock } from '../wall-clock.ts';
import { decisionLog } from '../decision-log.ts';
import type { LogEntry } from '../log-entry.ts';

/** Entries at each end that are shown of a long list. */
const shownAtEnd = 20;
const shownBefore = 12;
const shownBeforeJob = 3;
const shownAfter = 6;

/** One replication of a result, run once more. */
interface Replay {
  readonly ready: ReadyScenario;
  readonly seed: number;
  readonly record: RunRecord;
}

/** `sim why`: what was decided in a run, in words, from which inputs. It plays one replication of the result again: the same seed decides the same. */
export function why(file: string, options: WhyOptions, io: Io): ExitCode {
  if ([options.job, options.at, options.instance].filter((asked) => asked !== undefined).length > 1)
    throw new UsageError('ask for one of --job, --at and --instance');
  const result = resultOf(file, io);
  if (result === null) return exitCodes.badInput;
  const ready = readyFor(result, file, options, io);
  if (ready === null) return exitCodes.badInput;
  const seed = seedOf(result, options);
  const replay = { ready, seed, record: simulate(ready.plan, seed) };
  const style = terminalStyle(io.stdout, io.env);
  io.stdout.write(
    `${answer(replay, file, options)
      .map((line) => spell(`  ${line}`.trimEnd(), style))
      .join('\n')}\n`,
  );
  return exitCodes.ok;
}

function seedOf({ seed: first, replications }: Result, { seed = first }: WhyOptions): number {
  if (seed >= first && seed < first + replications) return seed;
  throw new UsageError(`--seed ${seed}: the result has the seeds ${first} to ${first + replications - 1}`);
}

/** The scenario with the settings of the result; null where it is another one, or no good any more. */
function readyFor(result: Result, file: string, { scenario }: WhyOptions, io: Io): ReadyScenario | null {
  const named = scenario ?? findScenario(result, file);
  if (named === null) throw new UsageError(`which file is the scenario ${result.scenario.name}? sim why ${file} --scenario FILE`);
  const settings: Assignment[] = result.facts.set.map(({ path, value }) => ({ path, text: typeof value === 'string' ? value : JSON.stringify(value) }));
  const { ready, findings } = loadScenario(named, [...settings, { path: 'seed', text: String(result.seed) }], io);
  const style = terminalStyle(io.stderr, io.env);
  if (ready === null) for (const finding of findings) io.stderr.write(`${findingText(finding, style)}\n`);
  const { inputs } = ready ?? {};
  if (inputs === undefined) return null;
  const changed = (['scenario', 'config'] as const).filter((key) => inputs[key].sha256 !== result[key].sha256);
  if (changed.length === 0) return ready;
  io.stderr.write(
    `the ${changed.join(' and the ')} of ${file} ${changed.length === 1 ? 'was' : 'were'} another than ${named} has now: what it decided cannot be told; run it again\n`,
  );
  return null;
}

function answer(replay: Replay, file: string, options: WhyOptions): string[] {
  const { job, at, instance } = options;
  if (job !== undefined) return ofJob(replay, job);
  if (at !== undefined) return atInstant(replay, parseInstant(at, replay.ready.plan.scenario.clock));
  if (instance !== undefined) return ofInstance(replay, instance);
  return ofRun(replay, file, options);
}

function timeText({ ready }: Replay): (at: number) => string {
  return (at) => wallClock(ready.plan.scenario.clock, at);
}

function logOf(replay: Replay, isWanted: (entry: LogEntry) => boolean): LogEntry[] {
  return decisionLog(replay.ready.plan, replay.seed, isWanted, timeText(replay));
}

function lines(replay: Replay, entries: readonly LogEntry[]): string[] {
  const told = entries.map(({ at, text }) => `${timeText(replay)(at)}  ${text}`);
  if (told.length <= 2 * shownAtEnd) return told;
  return [...told.slice(0, shownAtEnd), `… ${told.length - 2 * shownAtEnd} more …`, ...told.slice(-shownAtEnd)];
}

function ofJob(replay: Replay, job: number): string[] {
  const { jobs } = replay.record;
  if (job >= jobs.count) throw new UsageError(`--job ${job}: the run has the jobs 0 to ${jobs.count - 1}`);
  const [arrival, received, started, ended] = [jobs.arrivalAt[job]!, jobs.receivedAt[job]!, jobs.startedAt[job]!, jobs.endedAt[job]!];
  const time = timeText(replay);
  const until = Number.isNaN(started) ? (Number.isNaN(ended) ? Infinity : ended) : started;
  const wait = Number.isNaN(started)
    ? 'it never started'
    : `it waited ${durationText((started - arrival) / 1000)}, of which ${durationText((received - arrival) / 1000)} until a request brought it`;
  const end = Number.isNaN(ended) ? 'no end' : `ended ${time(ended)}: ${jobOutcomes[jobs.outcome[job]!] ?? ''}`;
  // What was said before holds on, and is not said again.
  const before: LogEntry[] = [];
  const log = logOf(replay, (entry) => {
    if (entry.job === null && entry.at < arrival) {
      before.push(entry);
      if (before.length > shownBeforeJob) before.shift();
    }
    return entry.job === job || (entry.job === null && entry.at >= arrival && entry.at <= until);
  });
  const head = [`job ${job}   seed ${replay.seed}`, `arrived ${time(arrival)}; ${wait}; ${end}`];
  return [...head, '', 'decided last before it arrived', ...lines(replay, before), '', 'while it waited, and about it', ...lines(replay, log)];
}

function atInstant(replay: Replay, at: number): string[] {
  const { jobs, instances } = replay.record;
  const count = (total: number, isIn: (row: number) => boolean): number => Array.from({ length: total }, (_, row) => row).filter(isIn).length;
  const isOpen = (from: number, to: number): boolean => from <= at && !(to <= at);
  const waiting = count(jobs.count, (row) => isOpen(jobs.arrivalAt[row]!, Math.min(orNever(jobs.startedAt[row]!), orNever(jobs.endedAt[row]!))));
  const running = count(jobs.count, (row) => isOpen(jobs.startedAt[row]!, orNever(jobs.endedAt[row]!)));
  const there = count(instances.count, (row) => isOpen(instances.requestedAt[row]!, orNever(instances.goneAt[row]!)));
  const ready = count(instances.count, (row) => isOpen(instances.readyAt[row]!, orNever(instances.goneAt[row]!)));
  const before: LogEntry[] = [];
  let next = 0;
  const after = logOf(replay, (entry) => {
    if (entry.at > at) return next++ < shownAfter;
    before.push(entry);
    if (before.length > shownBefore) before.shift();
    return false;
  });
  const state = `${timeText(replay)(at)}   seed ${replay.seed}   ${waiting} jobs waiting, ${running} running   ${there} instances, ${ready} of them ready or going`;
  return [state, '', 'before', ...lines(replay, before), '', 'after', ...lines(replay, after)];
}

function orNever(at: number): number {
  return Number.isNaN(at) ? Infinity : at;
}

function ofInstance(replay: Replay, id: string): string[] {
  const log = logOf(replay, ({ instances }) => instances.includes(id));
  if (log.length === 0) throw new UsageError(`--instance ${id}: nothing was decided about it with seed ${replay.seed}; ids are such as i-1`);
  const jobs = log.filter(({ job }) => job !== null).length;
  return [`${id}   seed ${replay.seed}   ${jobs} job${jobs === 1 ? '' : 's'}`, '', ...lines(replay, log)];
}

/** What jobs waited for, and which waited longest. */
function ofRun({ ready, seed, record }: Replay, file: string, options: WhyOptions): string[] {
  const total = causes.reduce((sum, cause) => sum + record.why[cause], 0);
  const shares = causes
    .map((cause) => ({ ...causeText(cause, ready.plan.manager), ms: record.why[cause] }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)
    .map(({ words, keys, ms }) => `  ${shareText(ms / total).padStart(6)}  ${words}  → ${keys}`);
  const { count, arrivalAt, startedAt } = record.jobs;
  const wait = (job: number): number => (Number.isNaN(startedAt[job]!) ? -1 : startedAt[job]! - arrivalAt[job]!);
  const longest = Array.from({ length: count }, (_, job) => job)
    .sort((a, b) => wait(b) - wait(a) || a - b)
    .slice(0, 5)
    .filter((job) => wait(job) > 0);
  const given = `${options.scenario === undefined ? '' : ` --scenario ${options.scenario}`}${options.seed === undefined ? '' : ` --seed ${seed}`}`;
  return [
    `${ready.inputs.scenario.name}   seed ${seed}   ${count} jobs   ${durationText(total / 1000)} of waiting in all`,
    ...shares,
    '',
    ...(longest.length === 0 ? ['no job waited'] : ['the longest waits']),
    ...longest.map((job) => `  ${durationText(wait(job) / 1000).padStart(8)}  sim why ${file}${given} --job ${job}`),
  ];
}
