import { dirname, relative, resolve } from 'node:path';
import { buildResult } from '../../sim/measure/build-result.ts';
import { compareResults, type Comparison } from '../../sim/measure/comparison.ts';
import type { Result } from '../../sim/measure/result.ts';
import { comparisonText } from '../../sim/text/comparison-text.ts';
import { brokenText } from '../broken-text.ts';
import { builtInScenario } from '../built-in-scenarios.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingText } from '../finding-text.ts';
import { interruptible, type Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { loadScenario, type ReadyScenario } from '../load-scenario.ts';
import { Progress } from '../progress.ts';
import { readNamedFile } from '../read-file.ts';
import { rememberStdin } from '../remember-stdin.ts';
import { runReplications } from '../replication-pool.ts';
import type { Assignment, DiffOptions } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';
import { UsageError } from '../usage-error.ts';
import { resultOf } from './report.ts';
import { withBaselines } from '../with-baselines.ts';

/** One side of the comparison as the command line names it. */
interface Side {
  readonly named: string;
  readonly kind: 'result' | 'config' | 'scenario';
}

/** What both sides are run with. */
interface Sampling {
  readonly seed: number;
  readonly replications: number;
}

const daySeconds = 86_400;

/**
 * `sim diff`: two configurations, scenarios or results side by side. What is run here runs on the same seeds on both sides. With `--detailed-exitcode` the code
 * is 2 where they differ beyond chance.
 */
export async function diff(first: string, second: string, options: DiffOptions, io: Io): Promise<ExitCode> {
  const input = { ...io, ...rememberStdin(io) };
  const sides = [sideOf(first, input), sideOf(second, input)] as const;
  const outcome = await interruptible(io, 'a half of a comparison is worth nothing', (interruption) => resultsOf(sides, options, interruption, input));
  if (!Array.isArray(outcome)) return outcome;
  const comparison = compareResults(outcome[0], outcome[1]);
  show(comparison, options, io);
  return options.detailedExitcode === true && comparison.differ ? exitCodes.usage : exitCodes.ok;
}

/** Standard input may have a result or a scenario: only one of them is a JSON object that names a format. */
function sideOf(named: string, io: Io): Side {
  const isResult = named.endsWith('.json') || (named === '-' && /^\s*\{\s*"format"/.test(io.readStdin()));
  return { named, kind: isResult ? 'result' : named.endsWith('.toml') ? 'config' : 'scenario' };
}

function show(comparison: Comparison, options: DiffOptions, io: Io): void {
  if (options.json === true) io.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  else io.stdout.write(`${comparisonText(comparison, terminalStyle(io.stdout, io.env)).join('\n')}\n`);
}

async function resultsOf(sides: readonly [Side, Side], options: DiffOptions, interruption: Interruption, io: Io): Promise<[Result, Result] | ExitCode> {
  const known = sides.map((side) => (side.kind === 'result' ? resultOf(side.named, io) : null));
  if (sides.some(({ kind }, index) => kind === 'result' && known[index] === null)) return exitCodes.badInput;
  const results: Result[] = [];
  let sampling = known.find((result) => result !== null) ?? null;
  for (const [index, side] of sides.entries()) {
    const outcome = known[index] ?? (await play(side, scenarioOf(side, sides, options), sampling, options, interruption, io));
    if (typeof outcome === 'number') return outcome;
    sampling ??= outcome;
    results.push(outcome);
  }
  return results as [Result, Result];
}

/** The scenario in which a side is played: a config.toml takes the place of another's. */
function scenarioOf({ kind, named }: Side, sides: readonly Side[], { scenario }: DiffOptions): string {
  if (kind === 'scenario') return named;
  const found = scenario ?? sides.find((side) => side.kind === 'scenario')?.named;
  if (found !== undefined) return found;
  throw new UsageError(`${named} is a configuration: in which scenario is it played? As in
  sim diff ${sides.map((side) => side.named).join(' ')} --scenario scenarios/fleet.yaml
  sim init --from ${named}          writes a first one`);
}

/** Runs a side on the seeds of the other, or on its own where it is the first. */
async function play(
  side: Side,
  scenario: string,
  sampling: Sampling | null,
  options: DiffOptions,
  interruption: Interruption,
  io: Io,
): Promise<Result | ExitCode> {
  const seed = options.seed ?? sampling?.seed;
  const replications = options.replications ?? sampling?.replications;
  const numbers = [...(seed === undefined ? [] : [['seed', seed]]), ...(replications === undefined ? [] : [['replications', replications]])];
  const settings = [...options.set, ...configSetting(side, scenario), ...numbers.map(([path, value]) => ({ path: String(path), text: String(value) }))];
  const { ready, findings } = loadScenario(scenario, settings, io);
  const style = terminalStyle(io.stderr, io.env);
  for (const finding of findings) if (finding.severity === 'error' || ready === null) io.stderr.write(`${findingText(finding, style)}\n`);
  if (ready === null) return exitCodes.badInput;
  return replicateAll(ready, scenario, interruption, options, io);
}

/** The configuration's path, as it counts from the scenario's folder. */
function configSetting({ kind, named }: Side, scenario: string): Assignment[] {
  if (kind !== 'config') return [];
  const folder = scenario === '-' ? '.' : dirname(scenario.startsWith('@') ? builtInScenario(scenario.slice(1)) : scenario);
  readNamedFile(named);
  return [{ path: 'config', text: JSON.stringify(relative(resolve(folder), resolve(named))) }];
}

async function replicateAll(ready: ReadyScenario, scenario: string, interruption: Interruption, options: DiffOptions, io: Io): Promise<Result | ExitCode> {
  const { plan, context, inputs } = withBaselines(ready);
  const days = new Int32Array(new SharedArrayBuffer(ready.replications * Int32Array.BYTES_PER_ELEMENT));
  const progress = new Progress(io, ready.replications, { days, horizonDays: Math.ceil(inputs.facts.horizon / daySeconds) });
  progress.start();
  const seeds = Array.from({ length: ready.replications }, (_, index) => inputs.seed + index);
  const job = { plan, context, eventsFile: null, stop: interruption.stop, progress: { days, firstSeed: inputs.seed } };
  try {
    const answers = await runReplications(job, seeds, {
      workers: options.workers ?? null,
      onAnswer: (answer) => {
        if (answer.kind === 'measured') progress.advance(answer.steps);
      },
    });
    const broken = answers.find((answer) => answer.kind === 'broken');
    if (broken !== undefined) {
      io.stderr.write(
        brokenText(
          broken,
          [
            'sim run',
            scenario,
            ...inputs.facts.set.map(({ path, value }) => `--set '${path}=${typeof value === 'string' ? value : JSON.stringify(value)}'`),
          ].join(' '),
        ),
      );
      return exitCodes.invariantBroken;
    }
    if (interruption.signalled) return exitCodes.interrupted;
    const replications = answers.flatMap((answer) => (answer.kind === 'measured' ? [answer.replication] : []));
    return buildResult({ ...inputs, complete: true }, replications);
  } finally {
    progress.end();
  }
}
