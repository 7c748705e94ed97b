import { JournalProblem } from '../../adapters/journal/journal-problem.ts';
import type { JournalSegment } from '../../adapters/journal/journal-segment.ts';
import type { RunnerDecision } from '../../adapters/journal/journal-step.ts';
import { readJournal } from '../../adapters/journal/read-journal.ts';
import { replayJournal, type ReplayedStep } from '../../adapters/journal/replay-journal.ts';
import { decisionText } from '../../adapters/metrics/decision-text.ts';
import { InvariantError } from '../../core/assert.ts';
import type { Ticks } from '../../core/time.ts';
import { combineExitCodes, exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../package-root.ts';
import type { ReplayOptions } from '../sim-program.ts';
import { UsageError } from '../usage-error.ts';

/** What became of the replay of one segment. */
interface Verdict {
  readonly segment: JournalSegment;
  readonly eventCount: number;
  readonly decisionCount: number;
  /** The step in which another decision was taken than the journal has; null where there is none. */
  readonly difference: ReplayedStep | null;
  /** The rule of the core that broke; null where none did. */
  readonly broken: string | null;
}

/**
 * `sim replay`: plays what a manager took on new managers, segment by segment, prints their decisions, and says whether they are those of that time. With
 * `--compare` a difference decides the exit code.
 */
export async function replay(folder: string, options: ReplayOptions, io: Io): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  const view = options.json === true ? new JsonView(io) : new TextView(io);
  try {
    for await (const segment of readJournal(folder)) {
      const verdict = await replaySegment(segment, view, options.compare !== true);
      view.ended(verdict);
      codes.push(codeOf(verdict, options));
    }
  } catch (error) {
    if (error instanceof JournalProblem) {
      io.stderr.write(`${error.message}\n`);
      return exitCodes.badInput;
    }
    if (isFileError(error)) throw new UsageError(`cannot read ${folder}: ${error.message}`);
    throw error;
  }
  if (codes.length === 0) throw new UsageError(`there is no journal in ${folder}; drydock run --journal ${folder} keeps one`);
  return combineExitCodes(codes);
}

async function replaySegment(segment: JournalSegment, view: View, shows: boolean): Promise<Verdict> {
  let eventCount = 0;
  let decisionCount = 0;
  let difference: ReplayedStep | null = null;
  let broken: string | null = null;
  if (shows) view.began(segment);
  try {
    for await (const step of replayJournal(segment)) {
      eventCount++;
      decisionCount += step.decided.length;
      if (shows) for (const decided of step.decided) view.decided(segment, step.event.at, decided);
      if (!step.same) difference = step;
    }
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    broken = error.message;
  }
  return { segment, eventCount, decisionCount, difference, broken };
}

function codeOf({ difference, broken, segment }: Verdict, { compare }: ReplayOptions): ExitCode {
  if (broken !== null) return exitCodes.invariantBroken;
  if (segment.damagedLine !== null) return exitCodes.badInput;
  return difference !== null && compare === true ? exitCodes.objectiveMissed : exitCodes.ok;
}

/** How a replay is shown. */
interface View {
  began(segment: JournalSegment): void;
  decided(segment: JournalSegment, at: Ticks, decided: RunnerDecision): void;
  ended(verdict: Verdict): void;
}

class TextView implements View {
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  began({ name, head }: JournalSegment): void {
    const part = head.sequence === 1 ? '' : `, part ${head.sequence}`;
    this.#line(`${name}: drydock ${head.version}, started ${timeText(head.startedAt)}${part}`);
  }

  decided(segment: JournalSegment, at: Ticks, decided: RunnerDecision): void {
    this.#line(`  ${timeText(at)} ${said(segment, decided)}`);
  }

  ended(verdict: Verdict): void {
    const { segment, eventCount, decisionCount, difference, broken } = verdict;
    const counted = `${decisionCount} decisions on ${eventCount} events`;
    if (broken !== null) {
      this.#line(`${segment.name}: a rule of the core broke on event ${eventCount + 1}: ${broken}${otherVersion(segment)}`);
      return;
    }
    if (difference === null) this.#line(`${segment.name}: ${counted}, the same as in the journal`);
    else {
      this.#line(`${segment.name}: ${counted}; at ${timeText(difference.event.at)}, on ${difference.event.kind}, the journal differs${otherVersion(segment)}`);
      for (const recorded of difference.recorded) this.#line(`  then: ${said(segment, recorded)}`);
      for (const decided of difference.decided) this.#line(`  now:  ${said(segment, decided)}`);
    }
    if (segment.damagedLine !== null) this.#io.stderr.write(`${segment.name}:${segment.damagedLine}: the line is damaged, and what follows is not played\n`);
  }

  #line(text: string): void {
    this.#io.stdout.write(`${text}\n`);
  }
}

class JsonView implements View {
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
    this.#line({ type: 'version', format: '1.0' });
  }

  began({ name, head: { version, startedAt, sequence } }: JournalSegment): void {
    this.#line({ type: 'segment', segment: name, version, startedAt: timeText(startedAt), sequence });
  }

  decided(segment: JournalSegment, at: Ticks, decided: RunnerDecision): void {
    this.#line({ type: 'decision', at: timeText(at), ...named(segment, decided) });
  }

  ended({ segment, eventCount: events, decisionCount: decisions, difference, broken }: Verdict): void {
    const differs = difference && {
      at: timeText(difference.event.at),
      on: difference.event.kind,
      recorded: difference.recorded.map((each) => named(segment, each)),
      decided: difference.decided.map((each) => named(segment, each)),
    };
    const same = difference === null && broken === null && segment.damagedLine === null;
    this.#line({ type: 'verdict', segment: segment.name, events, decisions, same, differs, broken, damagedLine: segment.damagedLine });
  }

  #line(value: Readonly<Record<string, unknown>>): void {
    this.#io.stdout.write(`${JSON.stringify(value)}\n`);
  }
}

function named(segment: JournalSegment, { runner, decision }: RunnerDecision): Record<string, unknown> {
  return { runner: runnerName(segment, runner), ...decision };
}

function said(segment: JournalSegment, { runner, decision }: RunnerDecision): string {
  return `${runnerName(segment, runner)}: ${decisionText(decision, timeText)}`;
}

function runnerName({ head: { config } }: JournalSegment, runner: number): string {
  return config.runners[runner]?.name ?? String(runner);
}

function otherVersion({ head: { version } }: JournalSegment): string {
  return version === packageVersion() ? '' : ` (it is of drydock ${version}, this is ${packageVersion()})`;
}

function timeText(at: Ticks): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : 'never';
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
