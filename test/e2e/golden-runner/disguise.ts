import type { RepositoryNames } from './repositories.ts';

/** A text and what stands in its place. */
export type Replacement = readonly [from: RegExp | string, to: string];

/** How a recorded job is made another one: the same replacements in the job, in the log that the real runner sent, and in its calls. */
export interface Disguise {
  readonly names: RepositoryNames;
  /** Of the first job. */
  readonly firstId: number;
  /** A job's token is this, its id and eight letters. */
  readonly tokenPrefix: string;
  replacements(job: string): readonly Replacement[];
}

/** The jobs as they were recorded, but for what has to differ. */
export const undisguised: Disguise = {
  names: { group: 'group', project: 'proj', branch: 'main', file: 'f' },
  firstId: 1000,
  tokenPrefix: 'glcbt-64_jobtok',
  replacements: () => [],
};

const everywhere: readonly Replacement[] = [
  [/\bgroup\//g, 'crew/'],
  [/\bgroup-proj\b/g, 'crew-vessel'],
  [/\bproj\b/g, 'vessel'],
  [/\bmain\b/g, 'trunk'],
  [/64_jobtok/g, '77_other-'],
  [/\bf([345])$/gm, 'g$1'],
  [/\bhello\b/g, 'ahoy'],
  [/\bagain\b/g, 'once more'],
  [/\bpartial\b/g, 'half'],
  [/\bstart\b/g, 'begin'],
  [/\bline(?=\$|\d)/g, 'row-'],
  [/(\becho | 01O )after\b/g, '$1danach'],
  [/(?<!ecking |ecked )\bout\b/g, 'deck'],
  [/\bbundle\b/g, 'hull'],
  [/\bjunit\.xml\b/g, 'tests.xml'],
  [/\b1([ +])week\b/g, '3$1days'],
  [/\bvendor\b/g, 'gems'],
  [/\bk1\b/g, 'gems-2'],
  [/\ba\/b c\b/g, 'd/e f'],
  [/\bexample\.invalid\b/g, 'elsewhere.invalid'],
  [/\babcdefghijklmnopqrst\b/g, '0987654321zyxwvutsrq'],
];

const byJob: Readonly<Record<string, readonly Replacement[]>> = {
  '03-fail-exit3': [[/\bbefore\b/g, 'so far'], ...exits(3, 77)],
  '09-before-after': [
    [/\bFOO\b/g, 'BAR_2'],
    [/=1\b/g, '=zwei'],
  ],
  '11-mask-split': [
    [/s3cr/g, 'Qu13'],
    [/3tvalue/g, 't-p4ss/w0rd'],
    [/\bSECRET\b/g, 'PASS_PHRASE'],
  ],
  '46-when-on-failed-job': exits(2, 9),
};

/** Another exit code, in a script, in a log and in calls. */
function exits(from: number, to: number): readonly Replacement[] {
  return [[new RegExp(`(\\bexit |\\bexit status |"exit_code":)${String(from)}\\b`, 'g'), `$1${String(to)}`]];
}

/** The same jobs with other ids, tokens, names, repositories, scripts and variables. */
export const disguised: Disguise = {
  names: { group: 'crew', project: 'vessel', branch: 'trunk', file: 'g' },
  firstId: 7_340_000,
  tokenPrefix: 'glcbt-77_other-',
  replacements: (job) => [[job, `the job ${job.replace(/^\w+-/, '').replaceAll('-', ' / ')}`], ...everywhere, ...(byJob[job] ?? [])],
};

/** Puts replacements into a text. */
export function disguise(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}
