import { GitlabJobs, type JobsOf } from '../../../adapters/gitlab-jobs/gitlab-jobs.ts';
import { durationText } from '../../../sim/text/figure-text.ts';
import type { GitlabImportOptions } from '../../import-program.ts';
import type { Io } from '../../io.ts';
import { packageVersion } from '../../package-root.ts';
import { UsageError } from '../../usage-error.ts';
import { readToken } from './read-token.ts';

/** Opens the jobs of a GitLab, at an address that `addressOf` has checked. @throws UsageError without a token, or where nobody's jobs are meant. */
export function openJobs(options: GitlabImportOptions, url: string, io: Io): GitlabJobs {
  return new GitlabJobs({
    url,
    token: readToken(options.tokenFile, io),
    jobsOf: jobsOf(options),
    caFile: options.tlsCaFile ?? null,
    environment: io.env,
    userAgent: `drydock ${packageVersion()}`,
    warn: (message) => io.stderr.write(`${message}\n`),
    waiting: (ms) => io.stderr.write(`GitLab is asked again in ${durationText(Math.ceil(ms / 1000))}\n`),
  });
}

function jobsOf({ runner, project }: GitlabImportOptions): JobsOf {
  if (project !== undefined) return { of: 'project', id: project };
  if (runner !== undefined) return { of: 'runner', id: runner };
  throw new UsageError('name the runner (--runner ID) or the project (--project ID) whose jobs are meant');
}

/** The address of a GitLab, as it was given. @throws UsageError where it is none. */
export function addressOf(url: string | undefined): string {
  if (url === undefined) throw new UsageError('name a file of jobs (- for standard input), or the GitLab that has them: --url https://gitlab.example.com');
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw new UsageError('--url is no address such as https://gitlab.example.com');
  if (parsed.username !== '' || parsed.password !== '') throw new UsageError('--url holds a name or a password, which is not for a command line: leave it out');
  return url;
}
