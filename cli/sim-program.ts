import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes } from './exit-codes.ts';
import { addCalibrate } from './calibrate-program.ts';
import { addImport } from './import-program.ts';
import type { Io } from './io.ts';
import { positiveNumber, setting, wholeNumber } from './option-values.ts';
import { packageVersion } from './package-root.ts';
import { addWorker, patienceOption, queueOption, type QueueOptions } from './queue-program.ts';
import { addRecommend } from './recommend-program.ts';
import { addComment, addPlayground, addReport } from './report-program.ts';

/** Takes the exit code of the command that ran. */
export type Finish = (code: ExitCode) => void;

const hint = [
  'sim plays a CI runner fleet through a day before you pay for it. Try:',
  '  sim run @mac-nesting          a built-in scenario, in a second',
  '  sim init                      a scenario for your own config.toml',
];

/** The command tree of `sim`. Commands are loaded when they run, so that `sim --help` is quick. */
export function simProgram(io: Io, finish: Finish): Command {
  const program = new Command('sim')
    .description('Simulates a fleet of CI runners: gitlab-runner’s instance executor on your own config.toml')
    .version(packageVersion(), '-V, --version')
    .helpCommand(false)
    .showHelpAfterError('(sim --help lists what there is)')
    .action(() => {
      io.stdout.write(`${hint.join('\n')}\n`);
      finish(exitCodes.ok);
    });
  addRun(program, io, finish);
  addDiff(program, io, finish);
  addSweep(program, io, finish);
  addMerge(program, io, finish);
  addRecommend(program, io, finish);
  addWorker(program, io, finish);
  addWhy(program, io, finish);
  addCheck(program, io, finish);
  addInit(program, io, finish);
  addImport(program, io, finish);
  addCalibrate(program, io, finish);
  addSchema(program, io, finish);
  addExplain(program, io, finish);
  addReplay(program, io, finish);
  addReport(program, io, finish);
  addComment(program, io, finish);
  addPlayground(program, io, finish);
  addCompletion(program, io, finish);
  return program;
}

const runExamples = `
Examples:
  sim run @mac-nesting
  sim run fleet.yaml --set runners.autoscaler.max_instances=6 --set fleet.boot=2m
  sim run fleet.yaml --replications 50 -o result.json
  sed 's/40/80/' fleet.yaml | sim run - -q

Exit codes: 0 every objective of severity error is met, 99 one is missed, 104 bad input, 105 stopped by a signal, 109 a bug`;

function addRun(program: Command, io: Io, finish: Finish): void {
  program
    .command('run')
    .description('simulate scenarios, say whether they meet their objectives, and why jobs waited')
    .argument('[scenario...]', 'scenario files, @name for a built-in one, - for standard input')
    .option('-o, --output <file>', 'write the result as JSON')
    .option('--json', 'print the result as JSON in place of the summary')
    .option('--seed <n>', 'seed of the first replication', wholeNumber)
    .option('--replications <n>', 'how often, each with the next seed', positiveNumber)
    .option('--set <path=value>', 'override a value of the config.toml or of the scenario; may be repeated', setting, [])
    .option('-q, --quiet', 'one line a scenario')
    .option('--baselines', 'measure the run against a static fleet that is as fast, and against the least that any fleet could pay')
    .option('--events <file>', 'write every decision as a line of JSON')
    .option('--workers <n>', 'threads; 0 runs all in the main thread (default: one a processor)', wholeNumber)
    .addOption(queueOption())
    .addOption(patienceOption())
    .addHelpText('after', runExamples)
    .action(async (files: string[], options: RunOptions) => finish(await (await import('./commands/run.ts')).run(files, options, io)));
}

/** The options of `sim run` as commander gives them. */
export interface RunOptions extends QueueOptions {
  readonly output?: string;
  readonly json?: true;
  readonly seed?: number;
  readonly replications?: number;
  readonly set: readonly Assignment[];
  readonly quiet?: true;
  readonly baselines?: true;
  readonly events?: string;
  readonly workers?: number;
}

/** One `--set`. */
export interface Assignment {
  readonly path: string;
  readonly text: string;
}

function addDiff(program: Command, io: Io, finish: Finish): void {
  program
    .command('diff')
    .description('lay two configurations, scenarios or results side by side, on the same seeds, with intervals on the difference')
    .argument('<a>', 'a scenario file, @name, config.toml or result.json')
    .argument('<b>', 'another; a config.toml is played in the scenario of the other side, or in that of --scenario')
    .option('--scenario <file>', 'the scenario in which configurations are played')
    .option('--json', 'print the comparison as JSON')
    .option('--detailed-exitcode', 'exit with 2 where they differ beyond chance (and with 1 for a wrong command line)')
    .option('--seed <n>', 'seed of the first replication, on both sides', wholeNumber)
    .option('--replications <n>', 'how often, each with the next seed', positiveNumber)
    .option('--set <path=value>', 'override a value on both sides; may be repeated', setting, [])
    .option('--workers <n>', 'threads; 0 runs all in the main thread (default: one a processor)', wholeNumber)
    .action(async (a: string, b: string, options: DiffOptions) => finish(await (await import('./commands/diff.ts')).diff(a, b, options, io)));
}

/** The options of `sim diff`. */
export interface DiffOptions {
  readonly scenario?: string;
  readonly json?: true;
  readonly detailedExitcode?: true;
  readonly seed?: number;
  readonly replications?: number;
  readonly set: readonly Assignment[];
  readonly workers?: number;
}

function addSweep(program: Command, io: Io, finish: Finish): void {
  program
    .command('sweep')
    .description('run a scenario at every point of a grid of settings, on the same seeds, and weigh cost against waiting')
    .argument('<scenario>', 'a scenario file, @name for a built-in one, - for standard input')
    .option('--axis <path=values>', 'a path to vary: path=1,2,4, a YAML list, or path=@other to follow another axis; may be repeated', setting, [])
    .option('-o, --output <file>', 'write a line a point; the same command goes on where an earlier one ended')
    .addOption(new Option('-f, --format <format>', 'form of what is printed').choices(sweepFormats).default('text'))
    .option('--shard <i/n>', 'run every n-th point only, from the i-th; sim merge puts the files together', shard)
    .option('--cost <metric>', 'what is weighed as cost (default: cost.per_month, or billed.hours without a price)')
    .option('--wait <metric>', 'what is weighed as waiting (default: wait.p95)')
    .option('--seed <n>', 'seed of the first replication', wholeNumber)
    .option('--replications <n>', 'how often each point runs, each with the next seed', positiveNumber)
    .option('--set <path=value>', 'override a value at every point; may be repeated', setting, [])
    .option('--workers <n>', 'threads; 0 runs all in the main thread (default: one a processor)', wholeNumber)
    .addOption(queueOption())
    .addOption(patienceOption())
    .action(async (scenario: string, options: SweepOptions) => finish(await (await import('./commands/sweep.ts')).sweep(scenario, options, io)));
}

/** The forms in which a sweep is printed. */
const sweepFormats = ['text', 'json', 'csv'] as const;

/** How a sweep is shown. */
interface SweepView {
  readonly output?: string;
  readonly format: (typeof sweepFormats)[number];
  readonly cost?: string;
  readonly wait?: string;
}

/** The options of `sim sweep`. */
export interface SweepOptions extends SweepView, QueueOptions {
  readonly axis: readonly Assignment[];
  readonly shard?: { readonly index: number; readonly count: number };
  readonly seed?: number;
  readonly replications?: number;
  readonly set: readonly Assignment[];
  readonly workers?: number;
}

function addMerge(program: Command, io: Io, finish: Finish): void {
  program
    .command('merge')
    .description('put the shards of a sweep together, or show the file of a sweep again, without a run')
    .argument('<file...>', 'files of sim sweep -o')
    .option('-o, --output <file>', 'write the whole sweep: the file that one machine would have written')
    .addOption(new Option('-f, --format <format>', 'form of what is printed').choices(sweepFormats).default('text'))
    .option('--cost <metric>', 'what is weighed as cost (default: cost.per_month, or billed.hours without a price)')
    .option('--wait <metric>', 'what is weighed as waiting (default: wait.p95)')
    .action(async (files: string[], options: MergeOptions) => finish((await import('./commands/merge.ts')).merge(files, options, io)));
}

/** The options of `sim merge`. */
export type MergeOptions = SweepView;

function shard(text: string): NonNullable<SweepOptions['shard']> {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined || Number(index) < 1 || Number(index) > Number(count)) throw new InvalidArgumentError('expected i/n with i from 1 to n.');
  return { index: Number(index), count: Number(count) };
}

function addWhy(program: Command, io: Io, finish: Finish): void {
  program
    .command('why')
    .description('say in words what was decided in the run of a result, from which inputs, and what would have changed it')
    .argument('<result>', 'a file of sim run -o, - for standard input')
    .option('--scenario <file>', 'its scenario (default: found here, in scenarios or beside the result, or built in)')
    .option('--job <n>', 'why this job waited as it did', wholeNumber)
    .option('--at <time>', 'what was decided around an instant: 10:32, +2h30m, 2026-03-02T10:32')
    .option('--instance <id>', 'what was decided about an instance, such as i-7')
    .option('--seed <n>', 'which replication (default: the first)', wholeNumber)
    .action(async (result: string, options: WhyOptions) => finish((await import('./commands/why.ts')).why(result, options, io)));
}

/** The options of `sim why`. */
export interface WhyOptions {
  readonly scenario?: string;
  readonly job?: number;
  readonly at?: string;
  readonly instance?: string;
  readonly seed?: number;
}

function addCheck(program: Command, io: Io, finish: Finish): void {
  program
    .command('check')
    .description('check config.toml and scenario files: syntax, keys, values, what does not go together')
    .argument('<file...>', '.toml and .yaml files, @name for a built-in scenario, - for standard input')
    .addOption(new Option('-f, --format <format>', 'form of the findings').choices(['text', 'json', 'codequality']).default('text'))
    .action(async (files: string[], options: CheckOptions) => finish((await import('./commands/check.ts')).check(files, options, io)));
}

/** The options of `sim check`. */
export interface CheckOptions {
  readonly format: 'text' | 'json' | 'codequality';
}

function addInit(program: Command, io: Io, finish: Finish): void {
  program
    .command('init')
    .description('write a scenario beside a config.toml')
    .option('--from <config.toml>', 'the configuration', 'config.toml')
    .option('--yes', 'ask nothing')
    .action(async (options: InitOptions) => finish((await import('./commands/init.ts')).init(options, io)));
}

/** The options of `sim init`. */
export interface InitOptions {
  readonly from: string;
  readonly yes?: true;
}

function addSchema(program: Command, io: Io, finish: Finish): void {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files (or of result files), for editors')
    .addArgument(program.createArgument('[of]', 'which').choices(['scenario', 'result']).default('scenario'))
    .action(async (of: 'scenario' | 'result') => finish((await import('./commands/schema.ts')).schema(of, io)));
}

/** What `sim explain` explains. */
export const explainTopics = ['preset', 'metric', 'fault', 'key', 'rule'] as const;
export type ExplainTopic = (typeof explainTopics)[number];

function addExplain(program: Command, io: Io, finish: Finish): void {
  program
    .command('explain')
    .description('say what a preset, metric, fault or configuration key is, and where its numbers come from')
    .addArgument(program.createArgument('<topic>', 'what kind of thing').choices(explainTopics))
    .argument('[name]', 'which; all are listed where none is named')
    .action(async (topic: ExplainTopic, name: string | undefined) => finish(await (await import('./commands/explain.ts')).explain(topic, name, io)));
}

function addReplay(program: Command, io: Io, finish: Finish): void {
  program
    .command('replay')
    .description('play the journal of drydock run (--journal) again, and say what was decided')
    .argument('<folder>', 'folder of the journal')
    .option('--json', 'print the decisions as lines of JSON')
    .option('--compare', 'say only whether the decisions are those that the journal has')
    .action(async (folder: string, options: ReplayOptions) => finish(await (await import('./commands/replay.ts')).replay(folder, options, io)));
}

/** The options of `sim replay`. */
export interface ReplayOptions {
  readonly json?: true;
  readonly compare?: true;
}

function addCompletion(program: Command, io: Io, finish: Finish): void {
  program
    .command('completion')
    .description('print a completion script: source it, or install it where your shell looks')
    .addArgument(program.createArgument('<shell>', 'which').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => finish((await import('./commands/completion.ts')).completion(shell, program, io)));
}
