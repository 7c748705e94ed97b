import type { FileSelection } from './file-selection.ts';
import type { ArtifactDownload, ArtifactUpload, CacheArchive, CacheSave, CoordinatorAccess } from './transfer-plan.ts';

/** A call of the `gitlab-runner` on the instance. What is in `environment` is secret, or too long for a command line. */
export interface GitlabRunnerCall {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The helper commands of gitlab-runner, with the flags that the real runner gives them. The token goes by the environment variable that they read as well.
 *
 * @remarks Source: peer-runner.md §2.1; names of variables as in gitlab-runner's `--help`.
 */
export const gitlabRunnerCalls = {
  upload({ jobId, token, name, files, format, type, expireIn }: ArtifactUpload, { url }: CoordinatorAccess): GitlabRunnerCall {
    const limits = ['--timeout', '1h0m0s', '--response-header-timeout', '10m0s'];
    const named = [...option('--name', name), ...option('--expire-in', expireIn), ...option('--artifact-format', format), ...option('--artifact-type', type)];
    return { args: ['artifacts-uploader', '--url', url, '--id', String(jobId), ...limits, ...selected(files), ...named], environment: { CI_JOB_TOKEN: token } };
  },

  download({ jobId, token }: ArtifactDownload, { url }: CoordinatorAccess): GitlabRunnerCall {
    return { args: ['artifacts-downloader', '--url', url, '--id', String(jobId)], environment: { CI_JOB_TOKEN: token } };
  },

  /** @param timeout in minutes */
  restore({ file, download }: CacheArchive, timeout: number): GitlabRunnerCall {
    return { args: ['cache-extractor', '--file', file, '--timeout', String(timeout), ...option('--url', download?.url ?? '')], environment: {} };
  },

  /** @param timeout in minutes */
  save({ archive, files, largestUpload }: CacheSave, timeout: number): GitlabRunnerCall {
    const { file, alternateFile, upload, head, key } = archive;
    const place = ['--file', file, '--alternate-file', alternateFile, '--timeout', String(timeout)];
    const limit = option('--max-uploaded-archive-size', largestUpload > 0 ? String(largestUpload) : '');
    const headers = Object.entries(upload?.headers ?? {}).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
    const storage = upload === null ? [] : ['--url', upload.url, ...headers, ...option('--check-url', head?.url ?? '')];
    return { args: ['cache-archiver', ...place, ...limit, ...selected(files), ...storage], environment: { CACHE_METADATA: JSON.stringify({ cachekey: key }) } };
  },
};

function option(name: string, value: string): string[] {
  return value === '' ? [] : [name, value];
}

function selected({ paths, excludes, untracked }: FileSelection): string[] {
  const named = (name: string, texts: readonly { readonly text: string }[]): string[] => texts.flatMap(({ text }) => [name, text]);
  return [...named('--path', paths), ...named('--exclude', excludes), ...(untracked ? ['--untracked'] : [])];
}
