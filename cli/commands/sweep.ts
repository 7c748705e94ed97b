import type { PointSetting } from '../../sim/measure/sweep/sweep-grid.ts';
import type { SweepPoint } from '../../sim/measure/sweep/sweep-lines.ts';
import { sweepReport } from '../../sim/measure/sweep/sweep-report.ts';
import { Failure } from './drydock/failure.ts';
import { brokenText } from '../broken-text.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingText } from '../finding-text.ts';
import { interruptible, type Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { Progress } from '../progress.ts';
import { queueSite } from '../queue-site.ts';
import { rememberStdin } from '../remember-stdin.ts';
import type { SweepOptions } from '../sim-program.ts';
import { checkMetrics } from '../sweep/check-metrics.ts';
import type { BrokenPoint } from '../sweep/point-collector.ts';
import { runPoints } from '../sweep/run-points.ts';
import { settingsText } from '../sweep/settings-text.ts';
import { SweepFile } from '../sweep/sweep-file.ts';
import { showSweep } from '../sweep/sweep-output.ts';
import { planSweep, type SweepPlan } from '../sweep/sweep-plan.ts';
import { terminalStyle } from '../terminal-style.ts';
import { UsageError } from '../usage-error.ts';

/** What came of the runs. */
type Outcome = { readonly points: readonly SweepPoint[] } | ExitCode;

/**
 * `sim sweep`: runs a scenario at every point of a grid, all on the same seeds, and weighs cost against waiting. With `-o` it goes on where an earlier run ended;
 * of a shard only the file is of use.
 */
export async function sweep(scenario: string, options: SweepOptions, io: Io): Promise<ExitCode> {
  checkMetrics(options);
  if (options.shard !== undefined && options.output === undefined) throw new UsageError('--shard leaves its points in a file: name it with -o');
  const plan = planSweep(scenario, options, rememberStdin(io));
  if (!('head' in plan)) {
    refuse(plan.set, io);
    for (const finding of plan.findings) io.stderr.write(`${findingText(finding, terminalStyle(io.stderr, io.env))}\n`);
    return exitCodes.badInput;
  }
  const kept = options.output === undefined ? 'nothing is kept without -o' : `what is finished is in ${options.output}; the same command goes on from there`;
  const outcome = await interruptible(io, kept, (interruption) => runAll(plan, scenario, options, interruption, io)).catch((error: unknown) => {
    // A queue may be lost in the midst of it.
    throw error instanceof Failure ? new Failure(`${error.message}; ${kept}`) : error;
  });
  if (typeof outcome === 'number') return outcome;
  if (plan.head.shard === null) showSweep(sweepReport(plan.head, outcome.points, options), options.format, io);
  else
    io.stderr.write(`${outcome.points.length} of ${plan.head.points} points are in ${options.output ?? ''}; next: sim merge FILE… puts the shards together\n`);
  return exitCodes.ok;
}

function refuse(set: readonly PointSetting[], io: Io): void {
  if (set.length === 0) return;
  io.stderr.write(`with ${settingsText(set)}:\n`);
}

async function runAll({ head, points }: SweepPlan, scenario: string, options: SweepOptions, interruption: Interruption, io: Io): Promise<Outcome> {
  const queue = queueSite(options, head.scenario, io);
  const file = options.output === undefined ? null : new SweepFile(options.output, head);
  const done = [...(file?.points ?? [])];
  const rest = points.slice(done.length);
  if (rest.length > 0 && done.length > 0) io.stderr.write(`${done.length} points are in ${options.output ?? ''} already\n`);
  const progress = new Progress(io, rest.length * head.replications, { days: new Int32Array(0), horizonDays: 0, what: 'runs' });
  progress.start();
  let broken: BrokenPoint | null;
  try {
    broken = await runPoints(rest, {
      workers: options.workers ?? null,
      queue,
      stop: interruption.stop,
      onRun: (steps) => progress.advance(steps),
      onPoint: (point) => {
        file?.append(point);
        done.push(point);
      },
    });
  } finally {
    progress.end();
  }
  if (broken !== null) {
    io.stderr.write(brokenText(broken.answer, commandFor(scenario, options, broken.point.set)));
    return exitCodes.invariantBroken;
  }
  return interruption.signalled ? exitCodes.interrupted : { points: done };
}

function commandFor(scenario: string, { set }: SweepOptions, point: readonly PointSetting[]): string {
  const settings = [...set.map(({ path, text }) => ({ path, value: text })), ...point];
  return ['sim run', scenario, ...settings.map(({ path, value }) => `--set '${path}=${typeof value === 'string' ? value : JSON.stringify(value)}'`)].join(' ');
}
