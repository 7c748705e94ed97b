import { shortenToken } from '../../logging/shorten-token.ts';
import { gitlabRunnerCalls } from '../gitlab-runner-calls.ts';
import type { GitlabRunnerCall } from '../gitlab-runner-calls.ts';
import { noRouteExitCode } from '../no-route-exit-code.ts';
import type { ArtifactUpload, CacheArchive, CacheSave, CoordinatorAccess, PresignedUrl, TransferPace, TransferPlan } from '../transfer-plan.ts';
import { archiveName, artifactUrl, shownUrl, uploadLabel } from '../wire.ts';
import { curlConfig } from './curl-config.ts';
import { movingArtifacts } from './moving-artifacts.ts';
import { movingCaches } from './moving-caches.ts';
import { packing } from './packing.ts';
import { quoted } from './quoted.ts';
import { requesting } from './requesting.ts';
import { selecting } from './selecting.ts';
import { selection } from './selection.ts';
import { speaking } from './speaking.ts';

/** A plan as commands of a POSIX shell, in a subshell of their own that leaves nothing behind: neither functions nor files. */
export function posixTransfer(plan: TransferPlan): string {
  const { byRunner, byTools, needs, parts } = routes(plan);
  return `(
{ set +x; } 2>/dev/null
${speaking}${packing}if gitlab-runner --version >/dev/null 2>&1; then
${byRunner}
else
zipper= unzipper= tools=
${needs.map(need).join('\n')}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' TERM
${needs.length > 0 ? 'say info "Using$tools, as there is no gitlab-runner on this instance"' : ''}
${paceVariables(plan.site.pace)}
${parts.join('')}${byTools}
fi
)`;
}

type Need = 'curl' | 'gzip' | 'zipper' | 'unzipper';

interface Routes {
  readonly byRunner: string;
  readonly byTools: string;
  readonly needs: readonly Need[];
  readonly parts: readonly string[];
}

/** Ends the script before anything is done where a tool is missing, and names it otherwise. */
function need(tool: Need): string {
  const found =
    tool === 'curl' || tool === 'gzip'
      ? `has ${tool} || exit ${String(noRouteExitCode)}`
      : `find_${tool}; [ -n "$${tool}" ] || exit ${String(noRouteExitCode)}`;
  const name = tool === 'curl' || tool === 'gzip' ? tool : `$${tool}`;
  return `${found}; tools="$tools ${name}"`;
}

function routes(plan: TransferPlan): Routes {
  switch (plan.kind) {
    case 'upload-artifacts':
      return uploadRoutes(plan.uploads, plan.access);
    case 'download-artifacts':
      return {
        byRunner: plan.downloads
          .map(
            (download) =>
              `notice ${quoted(`Downloading artifacts for ${download.jobName} (${String(download.jobId)})...`)}\n${runnerCall(gitlabRunnerCalls.download(download, plan.access))}`,
          )
          .join('\n'),
        byTools: plan.downloads
          .map(({ jobId, jobName, token, direct }) => {
            const fetched = [
              artifactUrl(plan.access, jobId),
              curlConfig([['header', `JOB-TOKEN: ${token}`]]),
              String(jobId),
              shortenToken(token),
              direct ? 'direct' : 'indirect',
            ];
            return `notice ${quoted(`Downloading artifacts for ${jobName} (${String(jobId)})...`)}
fetch_artifacts ${fetched.map(quoted).join(' ')}
extract "$work/archive" || fatal 'the archive could not be extracted'`;
          })
          .join('\n'),
        needs: ['curl', 'unzipper'],
        parts: [requesting, movingArtifacts],
      };
    case 'restore-cache':
      return restoreRoutes(plan);
    case 'save-cache':
      return saveRoutes(plan);
  }
}

function uploadRoutes(uploads: readonly ArtifactUpload[], access: CoordinatorAccess): Routes {
  const zips = uploads.some(({ format }) => format !== 'gzip' && format !== 'raw');
  const gzips = uploads.some(({ format }) => format === 'gzip');
  return {
    byRunner: uploads.map((upload) => `notice 'Uploading artifacts...'\n${runnerCall(gitlabRunnerCalls.upload(upload, access))}`).join('\n'),
    byTools: uploads.map((upload) => uploadByTools(upload, access)).join('\n'),
    needs: ['curl', ...(zips ? (['zipper'] as const) : []), ...(gzips ? (['gzip'] as const) : [])],
    parts: [selecting, requesting, movingArtifacts],
  };
}

function uploadByTools(upload: ArtifactUpload, access: CoordinatorAccess): string {
  const { jobId, token, files, format } = upload;
  const maker = format === 'gzip' || format === 'raw' ? `make_${format}` : 'make_zip';
  const filename = archiveName(upload).replaceAll(/[\\"]/g, '\\$&');
  const config = curlConfig([
    ['header', `JOB-TOKEN: ${token}`],
    ['header', 'Expect:'],
    ['form', `file=@archive.zip;type=application/octet-stream;filename="${filename}"`],
  ]);
  const url = artifactUrl(access, jobId, upload);
  return `notice 'Uploading artifacts...'
${selection(files)}
if picked; then
${maker} "$work/archive.zip" || exit 1
upload ${[config, url, uploadLabel(upload), String(jobId), shortenToken(token)].map(quoted).join(' ')}
else
say error 'No files to upload'
fi`;
}

function restoreRoutes({ steps, timeout }: Extract<TransferPlan, { kind: 'restore-cache' }>): Routes {
  const restored = (command: (archive: CacheArchive) => string): string =>
    steps.map((step) => (step.kind === 'remark' ? spoken(step) : restoreChain(step.archives, command, step.cleaned))).join('\n');
  const archives = steps.flatMap((step) => (step.kind === 'cache' ? step.archives : []));
  const remote = archives.some(({ download }) => download !== null);
  return {
    byRunner: restored((archive) => runnerCall(gitlabRunnerCalls.restore(archive, timeout))),
    byTools: restored(({ file, download }) => `restore ${[file, storageConfig(download, []), shownUrl(download)].map(quoted).join(' ')}`),
    needs: archives.length === 0 ? [] : [...(remote ? (['curl'] as const) : []), 'unzipper'],
    parts: [`deadline=${String(timeout * 60)}\n`, requesting, movingCaches],
  };
}

/** One archive after the other, until one is there. */
function restoreChain(archives: readonly CacheArchive[], command: (archive: CacheArchive) => string, cleaned: readonly string[]): string {
  const [archive, ...others] = archives;
  if (archive === undefined) return '';
  const clean = cleaned.map((path) => `echo ${quoted(`Removing ${path}`)}\nrm -rf -- ${quoted(path)}\n`).join('');
  return `notice ${quoted(`Checking cache for ${archive.key}...`)}
if ${command(archive)}; then
notice 'Successfully extracted cache'
else
warn 'Failed to extract cache'
${clean}${restoreChain(others, command, cleaned)}
fi`;
}

function saveRoutes({ steps, timeout }: Extract<TransferPlan, { kind: 'save-cache' }>): Routes {
  const saved = (command: (step: CacheSave) => string): string =>
    steps.map((step) => (step.kind === 'remark' ? spoken(step) : saveOne(step.archive, command(step)))).join('\n');
  const caches = steps.filter((step) => step.kind === 'cache');
  const remote = caches.some(({ archive }) => archive.upload !== null);
  return {
    byRunner: saved((step) => `if ${runnerCall(gitlabRunnerCalls.save(step, timeout))}; then saved=yes; else saved=; fi`),
    byTools: saved(saveByTools),
    needs: caches.length === 0 ? [] : [...(remote ? (['curl'] as const) : []), 'zipper'],
    parts: [`deadline=${String(timeout * 60)}\n`, selecting, requesting, movingCaches],
  };
}

function saveOne({ key }: CacheArchive, command: string): string {
  return `notice ${quoted(`Creating cache ${key}...`)}
${command}
if [ -n "$saved" ]; then notice 'Created cache'; else warn 'Failed to create cache'; fi`;
}

function saveByTools({ archive, files, largestUpload }: CacheSave): string {
  const { file, alternateFile, head, upload } = archive;
  const put = upload === null || 'Content-Type' in upload.headers ? [] : ([['header', 'Content-Type: application/octet-stream']] as const);
  const configs = [storageConfig(head, [['head', '']]), storageConfig(upload, [['upload-file', 'cache.zip'], ['header', 'Expect:'], ...put])];
  return `${selection(files)}
saved=yes
if picked; then
save ${[file, alternateFile, String(largestUpload), ...configs, shownUrl(upload)].map(quoted).join(' ')} || saved=
else
say warning 'No files to cache.'
fi`;
}

/** What curl is told of a signed URL; empty for none. */
function storageConfig(presigned: PresignedUrl | null, options: readonly (readonly [string, string])[]): string {
  if (presigned === null) return '';
  const headers = Object.entries(presigned.headers).map(([name, value]) => ['header', `${name}: ${value}`] as const);
  const flags = options.filter(([, value]) => value === '').map(([name]) => name);
  return [curlConfig([['url', presigned.url], ...headers, ...options.filter(([, value]) => value !== '')]), ...flags].join('\n');
}

function spoken({ level, text }: { readonly level: 'notice' | 'warning'; readonly text: string }): string {
  return `${level === 'notice' ? 'notice' : 'warn'} ${quoted(text)}`;
}

function runnerCall({ args, environment }: GitlabRunnerCall): string {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
  return [...assignments, 'gitlab-runner', ...args.map(quoted)].join(' ');
}

function paceVariables({ calls, uploads, unavailable, downloads }: TransferPace): string {
  const words = (waits: readonly number[]): string => quoted(waits.join(' '));
  return `call_waits=${words(calls)} upload_waits=${words(uploads)} unavailable_waits=${words(unavailable)} download_waits=${words(downloads)}`;
}
