import { shortenToken } from '../../logging/shorten-token.ts';
import type { FileSelection } from '../file-selection.ts';
import { gitlabRunnerCalls } from '../gitlab-runner-calls.ts';
import type { GitlabRunnerCall } from '../gitlab-runner-calls.ts';
import type {
  ArtifactDownload,
  ArtifactUpload,
  CacheArchive,
  CacheSave,
  CoordinatorAccess,
  PresignedUrl,
  TransferPace,
  TransferPlan,
} from '../transfer-plan.ts';
import { archiveName, artifactUrl, shownUrl, uploadLabel } from '../wire.ts';
import { moving } from './moving.ts';
import { packing } from './packing.ts';
import { quoted } from './quoted.ts';
import { requesting } from './requesting.ts';
import { selecting } from './selecting.ts';

/** A plan as commands of PowerShell, of Windows or of any system, in a block of their own. .NET has all that the second route needs, so there is no third. */
export function powershellTransfer(plan: TransferPlan): string {
  return `& {
$ErrorActionPreference = 'Stop'
${selecting}if (Get-Command gitlab-runner -ErrorAction SilentlyContinue) {
${commands(plan, 'runner')}
} else {
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid().ToString('N'))
[void][IO.Directory]::CreateDirectory($work)
try {
Say 'info' 'Using .NET, as there is no gitlab-runner on this instance'
${paceVariables(plan.site.pace)}
${packing}${requesting}${moving}${commands(plan, 'tools')}
} finally { Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue }
}
}`;
}

type Route = 'runner' | 'tools';

function commands(plan: TransferPlan, route: Route): string {
  switch (plan.kind) {
    case 'upload-artifacts':
      return plan.uploads.map((upload) => `Notice 'Uploading artifacts...'\n${uploaded(upload, plan.access, route)}`).join('\n');
    case 'download-artifacts':
      return plan.downloads
        .map(
          (download) =>
            `Notice ${quoted(`Downloading artifacts for ${download.jobName} (${String(download.jobId)})...`)}\n${downloaded(download, plan.access, route)}`,
        )
        .join('\n');
    case 'restore-cache':
      return plan.steps.map((step) => (step.kind === 'remark' ? spoken(step) : restored(step.archives, step.cleaned, plan.timeout, route))).join('\n');
    case 'save-cache':
      return plan.steps.map((step) => (step.kind === 'remark' ? spoken(step) : saved(step, plan.timeout, route))).join('\n');
  }
}

const stopOnFailure = 'if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }';

function uploaded(upload: ArtifactUpload, access: CoordinatorAccess, route: Route): string {
  if (route === 'runner') return `${runnerCall(gitlabRunnerCalls.upload(upload, access))}\n${stopOnFailure}`;
  const maker = upload.format === 'gzip' ? 'Make-Gzip' : upload.format === 'raw' ? 'Make-Raw' : 'Make-Zip';
  const words = [upload.token, artifactUrl(access, upload.jobId, upload), uploadLabel(upload), String(upload.jobId), shortenToken(upload.token)];
  return `${selection(upload.files)}
if (Test-Picked) {
$file = Join-Path $work ([Guid]::NewGuid().ToString('N'))
${maker} $file
Upload ${words.map(quoted).join(' ')} $file ${quoted(archiveName(upload))}
} else { Say 'error' 'No files to upload' }`;
}

function downloaded(download: ArtifactDownload, access: CoordinatorAccess, route: Route): string {
  if (route === 'runner') return `${runnerCall(gitlabRunnerCalls.download(download, access))}\n${stopOnFailure}`;
  const words = [download.token, artifactUrl(access, download.jobId), String(download.jobId), shortenToken(download.token)];
  return `$file = Join-Path $work 'artifacts.zip'
Fetch-Artifacts ${words.map(quoted).join(' ')} ${download.direct ? '$true' : '$false'} $file
Expand-Into $file`;
}

function restored(archives: readonly CacheArchive[], cleaned: readonly string[], timeout: number, route: Route): string {
  const [archive, ...others] = archives;
  if (archive === undefined) return '';
  const { download, file, key } = archive;
  const attempt =
    route === 'runner'
      ? `${runnerCall(gitlabRunnerCalls.restore(archive, timeout))}; $restored = $LASTEXITCODE -eq 0`
      : `$restored = Restore-Cache ${quoted(file)} ${quoted(download?.url ?? '')} ${headerTable(download)} ${quoted(shownUrl(download))} $work`;
  const clean = cleaned.map(
    (path) => `Notice ${quoted(`Removing ${path}`)}; Remove-Item -LiteralPath ${quoted(path)} -Recurse -Force -ErrorAction SilentlyContinue\n`,
  );
  return `Notice ${quoted(`Checking cache for ${key}...`)}
${attempt}
if ($restored) { Notice 'Successfully extracted cache' } else {
Warn 'Failed to extract cache'
${clean.join('')}${restored(others, cleaned, timeout, route)}
}`;
}

function saved(step: CacheSave, timeout: number, route: Route): string {
  const { archive, files, largestUpload } = step;
  const words = `${quoted(archive.file)} ${String(largestUpload)} ${quoted(archive.upload?.url ?? '')} ${headerTable(archive.upload)} ${quoted(shownUrl(archive.upload))}`;
  const attempt =
    route === 'runner'
      ? `${runnerCall(gitlabRunnerCalls.save(step, timeout))}; $saved = $LASTEXITCODE -eq 0`
      : `${selection(files)}\nif (Test-Picked) { $saved = Save-Cache ${words} $work } else { Say 'warning' 'No files to cache.'; $saved = $true }`;
  return `Notice ${quoted(`Creating cache ${archive.key}...`)}
${attempt}
if ($saved) { Notice 'Created cache' } else { Warn 'Failed to create cache' }`;
}

function headerTable(presigned: PresignedUrl | null): string {
  const entries = Object.entries(presigned?.headers ?? {}).map(([name, value]) => `${quoted(name)} = ${quoted(value)}`);
  return `@{ ${entries.join('; ')} }`;
}

function selection({ paths, excludes, untracked }: FileSelection): string {
  const rules = excludes.filter(({ base }) => base !== null).map(({ text, expression }) => `Exclude ${quoted(text)} ${quoted(expression || '\\.')}`);
  const picks = paths.map(({ text, base, expression }) =>
    base === null ? `Outside ${quoted(text)}` : `Pick ${[text, base, expression].map(quoted).join(' ')}`,
  );
  return ['Start-Selection', ...rules, ...picks, ...(untracked ? ['Pick-Untracked'] : [])].join('\n');
}

function spoken({ level, text }: { readonly level: 'notice' | 'warning'; readonly text: string }): string {
  return `${level === 'notice' ? 'Notice' : 'Warn'} ${quoted(text)}`;
}

/** The environment is set for the call alone. */
function runnerCall({ args, environment }: GitlabRunnerCall): string {
  const entries = Object.entries(environment);
  const before = entries.map(([name, value]) => `$before_${name} = $env:${name}; $env:${name} = ${quoted(value)}; `).join('');
  const after = entries.map(([name]) => `; $env:${name} = $before_${name}`).join('');
  return `${before}& gitlab-runner ${args.map(quoted).join(' ')}${after}`;
}

function paceVariables({ calls, uploads, unavailable, downloads }: TransferPace): string {
  const list = (waits: readonly number[]): string => `@(${waits.join(', ')})`;
  return `$callWaits = ${list(calls)}; $uploadWaits = ${list(uploads)}; $unavailableWaits = ${list(unavailable)}; $downloadWaits = ${list(downloads)}`;
}
