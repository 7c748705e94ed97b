import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Io } from './io.ts';
import type { Finish } from './sim-program.ts';

/** Options of every import of jobs. */
export interface JobImportOptions {
  readonly output?: string;
  readonly keepNames?: true;
  readonly saltFile?: string;
  /** `--keep-boot`: durations as they are recorded. */
  readonly keepBoot?: true;
}

/** The options of `sim import gitlab` as commander gives them. */
export interface GitlabImportOptions extends JobImportOptions {
  readonly url?: string;
  readonly runner?: number;
  readonly project?: string;
  readonly since?: string;
  readonly tags?: readonly string[];
  readonly tokenFile?: string;
  readonly tlsCaFile?: string;
  readonly maxRequests?: number;
  /** How many logs are read. */
  readonly sections?: number;
}

/** The options of `sim import csv`. */
export interface CsvImportOptions extends JobImportOptions {
  readonly column: readonly ColumnChoice[];
}

/** One `--column`. */
export interface ColumnChoice {
  /** Of the trace. */
  readonly of: string;
  /** Of the file. */
  readonly name: string;
}

/** The options of `sim import metrics`. */
export interface MetricsImportOptions {
  readonly runner?: string;
}

/** Adds `sim import` with what it imports from. */
export function addImport(program: Command, io: Io, finish: Finish): void {
  const command = program
    .command('import')
    .helpCommand(false)
    .description('make a workload trace from the history of a GitLab, a CSV or an SWF file, or a fleet from the metrics of a runner');
  withJobOptions(command.command('gitlab'))
    .description('a trace from the jobs of a runner or a project, read from GitLab (--url) or from a file of its JSON')
    .argument('[file]', 'jobs as GitLab’s interface or glab writes them; - for standard input')
    .option('--url <address>', 'the GitLab to read from')
    .option('--runner <id>', 'only jobs that this runner ran', number)
    .option('--project <id>', 'only jobs of this project: its number or its path')
    .option('--since <when>', 'only jobs that arrived since: 30d, or a date')
    .option('--tags <tag...>', 'only jobs with all of these tags')
    .option('--token-file <file>', 'file with the token, - for standard input (default: $GITLAB_TOKEN)')
    .option('--tls-ca-file <file>', 'certificates to trust beside those of the machine')
    .addOption(
      new Option('--sections <n>', 'read the logs of so many jobs, for the boot time that is in durations: one request a log')
        .argParser(positive)
        .conflicts('keepBoot'),
    )
    .option('--max-requests <n>', 'stop after so many requests, and go on with the same command later', positive)
    .action(async (file: string | undefined, options: GitlabImportOptions) =>
      finish(await (await import('./commands/import.ts')).importGitlab(file, options, io)),
    );
  withJobOptions(command.command('csv'))
    .description('a trace from a CSV file with a header, whatever its columns are called')
    .argument('<file>', 'the file, - for standard input')
    .option('--column <of=name>', 'which column is which: arrival, start, end, wait, duration, queue, pipeline, status or name', column, [])
    .action(async (file: string, options: CsvImportOptions) => finish((await import('./commands/import.ts')).importCsv(file, options, io)));
  withJobOptions(command.command('swf'))
    .description('a trace from a file in the Standard Workload Format')
    .argument('<file>', 'the file, - for standard input')
    .action(async (file: string, options: JobImportOptions) => finish((await import('./commands/import.ts')).importSwf(file, options, io)));
  command
    .command('metrics')
    .description('a fleet as YAML from what a runner’s /metrics says of boots and deletions')
    .argument('<file>', 'the text that /metrics gives, - for standard input')
    .option('--runner <name>', 'name or short token of the runner, where there are several')
    .action(async (file: string, options: MetricsImportOptions) => finish((await import('./commands/import.ts')).importMetrics(file, options, io)));
}

function withJobOptions(command: Command): Command {
  return command
    .option('-o, --output <file>', 'write the trace there (default: standard output)')
    .option('--keep-names', 'names and ids as they are, in place of salted hashes')
    .addOption(new Option('--salt-file <file>', 'salt of the hashes, so that several imports have the same ones').conflicts('keepNames'))
    .option('--keep-boot', 'durations as they are, also where they hide boot time');
}

function number(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

function positive(text: string): number {
  const value = number(text);
  if (value === 0) throw new InvalidArgumentError('expected at least 1.');
  return value;
}

function column(text: string, earlier: ColumnChoice[]): ColumnChoice[] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InvalidArgumentError('expected for instance wait=Queue time.');
  return [...earlier, { of: text.slice(0, equals), name: text.slice(equals + 1) }];
}
