import { InvalidArgumentError, Option, type Command } from 'commander';
import type { FitBounds } from '../sim/calibrate/fit-span.ts';
import type { ObservedSpan } from '../sim/calibrate/history.ts';
import { durationPattern, parseDuration } from '../sim/scenario/text/duration.ts';
import { positiveNumber, setting, wholeNumber } from './option-values.ts';
import type { Io } from './io.ts';
import type { Assignment, Finish } from './sim-program.ts';

/** The options of `sim calibrate` as commander gives them. */
export interface CalibrateOptions {
  readonly against: string;
  readonly wait: ObservedSpan;
  readonly boot: FitBounds | 'none' | 'near';
  readonly pacing: FitBounds | 'none' | 'near';
  readonly output?: string;
  readonly json?: true;
  readonly seed?: number;
  readonly replications?: number;
  readonly set: readonly Assignment[];
}

/** Adds `sim calibrate`. */
export function addCalibrate(program: Command, io: Io, finish: Finish): void {
  program
    .command('calibrate')
    .description('replay a history on today’s configuration, lay simulated waits beside observed ones, and fit what is not known')
    .argument('<scenario>', 'a scenario file, @name for a built-in one, - for standard input')
    .requiredOption('--against <trace>', 'the history, with the waits that were observed: what sim import writes')
    .addOption(
      new Option('--wait <span>', 'what an observed wait is: until a request brought the job (queue, as GitLab has it), or until it started (wait)')
        .choices(['queue', 'wait'])
        .default('queue'),
    )
    .addOption(boundsOption('boot', 'the boot of an instance', 'near'))
    .addOption(boundsOption('pacing', 'the time that a job request takes', 'near'))
    .option('-o, --output <file>', 'write the scenario with what was fitted, and the error that every report then carries')
    .option('--json', 'print what was found as JSON')
    .option('--seed <n>', 'seed of the first replication', wholeNumber)
    .option('--replications <n>', 'how often, each with the next seed', positiveNumber)
    .option('--set <path=value>', 'override a value of the config.toml or of the scenario; may be repeated', setting, [])
    .action(async (scenario: string, options: CalibrateOptions) => finish((await import('./commands/calibrate.ts')).calibrateScenario(scenario, options, io)));
}

function boundsOption(name: string, what: string, standard: 'near'): Option {
  return new Option(
    `--${name} <low..high>`,
    `between what ${what} is sought; near: from a tenth to ten times of what the scenario has; none: it stays as it is`,
  )
    .argParser(bounds)
    .default(standard);
}

function bounds(text: string): FitBounds | 'none' | 'near' {
  if (text === 'none' || text === 'near') return text;
  const [low = '', high = '', ...rest] = text.split('..');
  if (rest.length > 0 || !durationPattern.test(low) || !durationPattern.test(high))
    throw new InvalidArgumentError('expected two durations, as in 30s..20m, or near, or none.');
  const found = { lowMs: parseDuration(low), highMs: parseDuration(high) };
  if (found.lowMs >= found.highMs) throw new InvalidArgumentError('expected the shorter one first.');
  return found;
}
