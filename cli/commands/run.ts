import { appendFileSync, writeFileSync } from 'node:fs';
import { buildResult } from '../../sim/measure/build-result.ts';
import type { Result } from '../../sim/measure/result.ts';
import { resultText } from '../../sim/measure/result-text.ts';
import type { Change } from '../../sim/text/next-step.ts';
import { oneLine } from '../../sim/text/one-line.ts';
import { summary, type SummaryInput } from '../../sim/text/summary.ts';
import { brokenText } from '../broken-text.ts';
import { combineExitCodes, exitCodes, type ExitCode } from '../exit-codes.ts';
import { findNextStep, type ScenarioWith } from '../find-next-step.ts';
import { findingText } from '../finding-text.ts';
import { interruptible, type Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { loadScenario, type ReadyScenario } from '../load-scenario.ts';
import { openOutput } from '../open-output.ts';
import { Progress } from '../progress.ts';
import { queueSite } from '../queue-site.ts';
import { replicateInQueue } from '../replicate-in-queue.ts';
import type { ReplicationAnswer } from '../replicate.ts';
import { readScenario } from '../read-scenario.ts';
import { rememberStdin } from '../remember-stdin.ts';
import { runReplications } from '../replication-pool.ts';
import { setWords } from '../set-words.ts';
import { shellWord } from '../../adapters/shell/shell-word.ts';
import type { Assignment, RunOptions } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';
import { UsageError } from '../usage-error.ts';
import { withBaselines } from '../with-baselines.ts';

/** Steps of the simulation that may be spent on what to try next, however small the run was: about a second. */
const leastTrialSteps = 1_000_000;

const daySeconds = 86_400;

const hint = `no scenario given. Try:
  sim run @mac-nesting          a built-in scenario, in a second
  sim init                      a scenario for your own config.toml
`;

/** `sim run`: simulates each scenario and reports on it. Findings and progress go to standard error, results to standard output. */
export async function run(files: readonly string[], options: RunOptions, io: Io): Promise<ExitCode> {
  if (files.length === 0) {
    io.stderr.write(hint);
    return exitCodes.usage;
  }
  if (files.length > 1 && options.output !== undefined) throw new UsageError('-o takes the result of one scenario; run them one by one');
  if (files.length > 1 && options.events !== undefined) throw new UsageError('--events takes the decisions of one scenario; run them one by one');
  if (options.output !== undefined && options.output === options.events) throw new UsageError('-o and --events name the same file');
  if (options.queue !== undefined && options.events !== undefined)
    throw new UsageError('--events takes the decisions of this machine; with --queue they fall elsewhere');
  const input = { ...io, ...rememberStdin(io) };
  // A file that is not there is said before the others are played.
  for (const file of files) readScenario(file, input);
  openOutputs(options);
  return interruptible(io, 'keeping what is finished', (interruption) => runAll(files, options, interruption, input));
}

async function runAll(files: readonly string[], options: RunOptions, interruption: Interruption, io: Io): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const [index, file] of files.entries()) {
    if (index > 0 && options.json === undefined && options.quiet === undefined) io.stdout.write('\n');
    codes.push(await runOne(file, options, interruption, io));
    if (codes.includes(exitCodes.interrupted)) break;
  }
  return combineExitCodes(codes);
}

const eventsBeginning = '{"type":"version"';

/** Outputs are opened before the work, so that a bad path costs no run. What an earlier run left in `-o` stays until there is something to replace it. */
function openOutputs({ output, events }: RunOptions): void {
  if (output !== undefined) openOutput(output, { beginning: '{\n  "format"', flags: 'a' });
  if (events === undefined) return;
  openOutput(events, { beginning: eventsBeginning, flags: 'w' });
  appendFileSync(events, `${eventsBeginning},"format":"1.0"}\n`);
}

async function runOne(file: string, options: RunOptions, interruption: Interruption, io: Io): Promise<ExitCode> {
  const settings = [...options.set, ...given('seed', options.seed), ...given('replications', options.replications)];
  const { ready: loaded, findings } = loadScenario(file, settings, io);
  const style = terminalStyle(io.stderr, io.env);
  // Notes are for `sim check`: a run says what can make its figures wrong.
  for (const finding of findings) if (finding.severity !== 'note') io.stderr.write(`${findingText(finding, style)}\n`);
  if (loaded === null) return exitCodes.badInput;
  const ready = options.baselines === true ? withBaselines(loaded) : loaded;
  const answers = await replicateAll(ready, options, interruption.stop, io);
  const interrupted = interruption.signalled;
  const broken = answers.find((answer) => answer.kind === 'broken');
  if (broken !== undefined) {
    io.stderr.write(brokenText(broken, commandFor(file, options)));
    return exitCodes.invariantBroken;
  }
  const replications = answers.flatMap((answer) => (answer.kind === 'measured' ? [answer.replication] : []));
  if (replications.length === 0) return exitCodes.interrupted;
  const result = buildResult({ ...ready.inputs, complete: !interrupted }, replications);
  if (options.output !== undefined) writeFileSync(options.output, resultText(result));
  const steps = answers.reduce((sum, answer) => sum + (answer.kind === 'measured' ? answer.steps : 0), 0);
  show({ result, ready, file, steps, settings }, options, io);
  if (interrupted) return exitCodes.interrupted;
  return result.slo.some(({ ok, severity }) => !ok && severity === 'error') ? exitCodes.objectiveMissed : exitCodes.ok;
}

function given(path: string, value: number | undefined): Assignment[] {
  return value === undefined ? [] : [{ path, text: String(value) }];
}

async function replicateAll(ready: ReadyScenario, options: RunOptions, stop: Int32Array, io: Io): Promise<ReplicationAnswer[]> {
  const days = new Int32Array(new SharedArrayBuffer(ready.replications * Int32Array.BYTES_PER_ELEMENT));
  const progress = new Progress(io, ready.replications, { days, horizonDays: Math.ceil(ready.inputs.facts.horizon / daySeconds) });
  progress.start();
  try {
    const seeds = Array.from({ length: ready.replications }, (_, index) => ready.inputs.seed + index);
    const job = { plan: ready.plan, context: ready.context, eventsFile: options.events ?? null, stop, progress: { days, firstSeed: ready.inputs.seed } };
    const onAnswer = (answer: ReplicationAnswer): void => {
      if (answer.kind === 'measured') progress.advance(answer.steps);
    };
    const queue = queueSite(options, ready.inputs.scenario, io);
    if (queue !== null) return await replicateInQueue(job, seeds, { ...queue, onAnswer });
    return await runReplications(job, seeds, { workers: options.workers ?? null, onAnswer });
  } finally {
    progress.end();
  }
}

/** A scenario that was run, and what came of it. */
interface Finished {
  readonly result: Result;
  readonly ready: ReadyScenario;
  readonly file: string;
  readonly settings: readonly Assignment[];
  /** Steps of the simulation in all replications together. */
  readonly steps: number;
}

function show(finished: Finished, options: RunOptions, io: Io): void {
  const { result } = finished;
  if (options.json !== undefined) {
    io.stdout.write(resultText(result));
    return;
  }
  const style = terminalStyle(io.stdout, io.env);
  const lines = options.quiet !== undefined ? [oneLine(result, style)] : summary(summaryInput(finished, options, io), style);
  io.stdout.write(`${lines.join('\n')}\n`);
}

function summaryInput({ result, ready, file, settings, steps }: Finished, options: RunOptions, io: Io): SummaryInput {
  const input = {
    result,
    manager: ready.plan.manager,
    command: (changes: readonly Change[]) => commandFor(file, options, changes),
    search: ['sim recommend', shellWord(file), ...setWords(options.set)].join(' '),
    written: options.output ?? null,
    objectivesFrom: ready.hasDefaultObjectives ? 'job_queuing_durations' : null,
  };
  if (!result.complete) return input;
  const scenarioWith: ScenarioWith = (changes) => loadScenario(file, [...settings, ...settingsOf(changes)], io).ready;
  const tried = findNextStep(result, ready, scenarioWith, Math.max(leastTrialSteps, steps));
  if (tried !== null) return { ...input, tried };
  // A cut that misses an objective is not worth a word; what did not help enough may still be the way.
  return result.slo.length > 0 && result.slo.every(({ ok }) => ok) ? { ...input, tried } : input;
}

function settingsOf(changes: readonly Change[]): Assignment[] {
  return changes.map(({ path, value }) => ({ path, text: value }));
}

/** The command that leads to the same figures, or to those of a change, without where they go. */
function commandFor(file: string, { set, seed, replications, baselines }: RunOptions, changes: readonly Change[] = []): string {
  const numbers = [...(seed === undefined ? [] : [`--seed ${seed}`]), ...(replications === undefined ? [] : [`--replications ${replications}`])];
  return ['sim run', shellWord(file), ...numbers, ...setWords([...set, ...settingsOf(changes)]), ...(baselines === true ? ['--baselines'] : [])].join(' ');
}
