import { InvalidArgumentError, Option, type Command } from 'commander';
import { EnvOption, readVariables } from './env-option.ts';
import type { Io } from './io.ts';
import type { Finish } from './sim-program.ts';

/** The forms in which a result is reported. */
export const reportFormats = ['md', 'html', 'csv', 'junit', 'openmetrics', 'json', 'svg'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The options of `sim report` as commander gives them. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly static?: true;
  readonly scenario?: string;
  readonly recommendation?: string;
}

/** The options of `sim comment gitlab`; what the pipeline of a merge request says of itself need not be given. */
export interface CommentOptions {
  readonly behavior: 'update' | 'new';
  readonly tag?: string;
  readonly dryRun?: true;
  readonly url?: string;
  readonly project?: string;
  readonly mergeRequest?: number;
  readonly tokenFile?: string;
}

/** Adds `sim report`. */
export function addReport(program: Command, io: Io, finish: Finish): void {
  program
    .command('report')
    .description('render a result: the capacity report, or a form for merge requests, spreadsheets and monitoring')
    .argument('<result.json>', 'result that sim run -o wrote; - for standard input')
    .addOption(new Option('-f, --format <format>', 'form of the report').choices(reportFormats).default('md'))
    .option('-o, --output <file>', 'write it there (default: standard output)')
    .option('--static', 'html: leave the simulator out, for a page without a script')
    .option(
      '--scenario <file>',
      'html: the scenario of the result, for the simulator in the page (default: found here, in scenarios or beside the result, or built in)',
    )
    .option('--recommendation <file>', 'html: recommendation.json of sim recommend -o, with its options, patches and risks in the report')
    .action(async (file: string, options: ReportOptions) => finish(await (await import('./commands/report.ts')).report(file, options, io)));
}

/** The options of `sim playground`. */
export interface PlaygroundOptions {
  readonly output?: string;
}

/** Adds `sim playground`. */
export function addPlayground(program: Command, io: Io, finish: Finish): void {
  program
    .command('playground')
    .description('write a page to try scenarios in: an editor, the built-in scenarios and the simulator, in one file that needs nothing else')
    .argument('[scenario]', 'a scenario of your own to open in it; @name for a built-in one')
    .option('-o, --output <file>', 'write it there (default: standard output)')
    .action(async (file: string | undefined, options: PlaygroundOptions) => finish((await import('./commands/playground.ts')).playground(file, options, io)));
}

/** Adds `sim comment` with where it comments. */
export function addComment(program: Command, io: Io, finish: Finish): void {
  const gitlab = program
    .command('comment')
    .description('put a result on a merge request')
    .command('gitlab')
    .description('create or update the one note that a result has on a merge request of GitLab; the token is read from $GITLAB_TOKEN or a file')
    .argument('<result.json>', 'result that sim run -o wrote; - for standard input')
    .addOption(new Option('--behavior <how>', 'update the note that is there, or add a new one').choices(['update', 'new']).default('update'))
    .option('--tag <name>', 'which note is meant, where a merge request has several (default: name of the scenario)', tag)
    .option('--dry-run', 'print the note, and speak to nobody')
    .addOption(new EnvOption('--url <address>', 'the GitLab', 'CI_SERVER_URL'))
    .addOption(new EnvOption('--project <id>', 'number or path of the project', 'CI_PROJECT_ID'))
    .addOption(new EnvOption('--merge-request <number>', 'the merge request, by its number in the project', 'CI_MERGE_REQUEST_IID').argParser(number))
    .option('--token-file <file>', 'file with a token of the scope api, - for standard input (default: $GITLAB_TOKEN)');
  gitlab.action(async (file: string) => {
    readVariables(gitlab, io.env);
    finish(await (await import('./commands/comment.ts')).commentGitlab(file, gitlab.opts<CommentOptions>(), io));
  });
}

function number(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

/** A tag stands in a comment of HTML, which it must not end. */
function tag(text: string): string {
  if (!/^[\w.-]{1,100}$/.test(text) || text.includes('--')) throw new InvalidArgumentError('expected letters, digits, single hyphens, dots and underscores.');
  return text;
}
