import { Sealed } from '../../adapters/config/sealed.ts';
import { FaultError } from '../../adapters/fault-error.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../package-root.ts';
import { readNamedFile } from '../read-file.ts';
import { markdownReport } from '../report/markdown.ts';
import type { CommentOptions } from '../report-program.ts';
import { UsageError } from '../usage-error.ts';
import { Failure } from './drydock/failure.ts';
import { resultOf } from './report.ts';

/**
 * `sim comment gitlab`: puts the report on a merge request, in a note that a hidden tag makes known. `update` changes the note that has the tag, and creates one
 * where none has; a note that says the same already is left alone.
 *
 * @throws UsageError where it is not said which merge request, or there is no token.
 * @throws Failure where GitLab refuses or cannot be reached.
 */
export async function commentGitlab(file: string, options: CommentOptions, io: Io): Promise<ExitCode> {
  const result = resultOf(file, io);
  if (result === null) return exitCodes.badInput;
  const tag = `<!-- sim:${options.tag ?? result.scenario.name} -->`;
  const body = `${tag}\n${markdownReport(result)}`;
  if (options.dryRun !== undefined) {
    io.stdout.write(body);
    return exitCodes.ok;
  }
  try {
    io.stdout.write(`${await put({ tag, body }, options, io)}\n`);
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof FaultError) throw new Failure(`the note could not be put on the merge request: ${error.fault.detail}`);
    throw error;
  }
}

/** What is put, and what it is known by. */
interface TaggedNote {
  readonly tag: string;
  readonly body: string;
}

async function put({ tag, body }: TaggedNote, options: CommentOptions, io: Io): Promise<string> {
  const { url, project, mergeRequest, behavior } = options;
  if (url === undefined) throw missing('--url', 'CI_SERVER_URL');
  if (project === undefined) throw missing('--project', 'CI_PROJECT_ID');
  if (mergeRequest === undefined) throw missing('--merge-request', 'CI_MERGE_REQUEST_IID');
  const token = tokenOf(options, io);
  const { MergeRequestNotes } = await import('../../adapters/gitlab-notes/merge-request-notes.ts');
  const userAgent = `drydock ${packageVersion()}`;
  const warn = (message: string): void => io.stderr.write(`sim: ${message}\n`);
  const notes = new MergeRequestNotes({ url, project, mergeRequest, token, environment: io.env, userAgent, warn });
  try {
    const there = behavior === 'update' ? await notes.findByTag(tag) : null;
    const place = `of merge request !${mergeRequest}`;
    if (there === null) return `created note ${(await notes.create(body)).id} ${place}`;
    if (there.body.trim() === body.trim()) return `note ${there.id} ${place} says the same already`;
    await notes.update(there.id, body);
    return `updated note ${there.id} ${place}`;
  } finally {
    await notes.close();
  }
}

function missing(option: string, variable: string): UsageError {
  return new UsageError(`${option} is missing, and $${variable} is not set: is this the pipeline of a merge request? --dry-run prints the note`);
}

/** The token from the file, else from the environment: a flag for it would show in the list of processes. */
function tokenOf({ tokenFile }: CommentOptions, io: Io): Sealed<string> {
  const text = tokenFile === undefined ? (io.env['GITLAB_TOKEN'] ?? '') : tokenFile === '-' ? io.readStdin() : readNamedFile(tokenFile);
  const token = text.trim();
  if (token === '') throw new UsageError('GitLab wants a token with the scope api: put it in $GITLAB_TOKEN, or name a file with --token-file');
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError('what was given as a token is none: a token is one word');
  return new Sealed(token);
}
