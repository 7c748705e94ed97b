import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Io } from './io.ts';
import { parseBudget, type Budget } from './recommend/parse-budget.ts';
import type { Assignment, Finish } from './sim-program.ts';

/** The forms in which a recommendation is printed. */
const formats = ['text', 'json', 'md', 'csv'] as const;

/** The options of `sim recommend`. */
export interface RecommendOptions {
  readonly slo: readonly string[];
  readonly budget?: Budget;
  readonly runner?: string;
  /** Names of keys, as they were written. */
  readonly free: readonly string[];
  readonly fix: readonly string[];
  readonly format: (typeof formats)[number];
  /** Folder for patches, patched files and the JSON. */
  readonly output?: string;
  readonly seed?: number;
  readonly replications: number;
  readonly set: readonly Assignment[];
  readonly workers?: number;
}

const examples = `
Examples:
  sim recommend @mac-nesting --slo 'wait.p95 <= 15m'
  sim recommend fleet.yaml --slo 'wait.p95 <= 5m' --slo 'cost.per_month <= 3000' -o recommended
  sim recommend fleet.yaml --fix all --free idle_count,periods      only these two keys
  sim recommend fleet.yaml --runner mac                             of several runners this one
  sim recommend fleet.yaml --free max_instances=..6                 as many as licences or a quota admit
  sim recommend fleet.yaml --budget 5m -f md > note.md              five minutes, for a merge request

Then: git apply recommended/cheapest.patch
Keys: max_instances concurrent limit idle_count idle_time scale_factor scale_factor_limit periods
      preemptive_mode request_concurrency capacity_per_instance max_use_count`;

/** Adds `sim recommend`. */
export function addRecommend(program: Command, io: Io, finish: Finish): void {
  program
    .command('recommend')
    .description(
      'search for the cheapest configuration that meets the objectives, and two that wait less; each as a patch of your config.toml, proven on other seeds',
    )
    .argument('<scenario>', 'a scenario file, @name for a built-in one, - for standard input')
    .option('--slo <objective>', 'an objective to meet, in place of the scenario’s on the same metric; may be repeated', listed, [])
    .option('--budget <runs|time>', 'how many runs the search may make, or how long it may take (then it depends on the machine)', budget)
    .option('--runner <name>', 'whose keys to search, where the scenario simulates several [[runners]] (default: the first)')
    .option('--free <keys>', 'search these keys too, perhaps within a range: max_use_count,max_instances=4..20; all for every key', commaSeparated, [])
    .option('--fix <keys>', 'leave these keys as they are; all for every key that --free does not name', commaSeparated, [])
    .addOption(new Option('-f, --format <format>', 'form of what is printed').choices(formats).default('text'))
    .option('-o, --output <dir>', 'write patches, patched files and recommendation.json into this folder')
    .option('--seed <n>', 'first seed, of the search and of the runs', seed)
    .option('--replications <n>', 'seeds of the proof, and as many again that nothing is chosen by', fromTwo, 20)
    .option('--set <path=value>', 'override a value of the scenario or of the config.toml; may be repeated', setting, [])
    .option('-j, --workers <n>', 'threads; 0 runs all in the main thread (default: one a processor)', seed)
    .addHelpText('after', examples)
    .action(async (scenario: string, options: RecommendOptions) => finish(await (await import('./commands/recommend.ts')).recommend(scenario, options, io)));
}

function listed(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}

function commaSeparated(text: string, earlier: readonly string[]): string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...earlier, ...names.filter((name) => name !== '')];
}

function budget(text: string): Budget {
  const read = parseBudget(text);
  if (read === null) throw new InvalidArgumentError('expected a number of runs such as 800, or a time such as 2m.');
  return read;
}

function seed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

function fromTwo(text: string): number {
  const value = seed(text);
  if (value < 2 || value > 1000) throw new InvalidArgumentError('expected a number from 2 to 1000.');
  return value;
}

function setting(text: string, earlier: readonly Assignment[]): Assignment[] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InvalidArgumentError('expected path=value.');
  return [...earlier, { path: text.slice(0, equals), text: text.slice(equals + 1) }];
}
