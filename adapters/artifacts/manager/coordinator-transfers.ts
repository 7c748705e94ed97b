import { randomUUID } from 'node:crypto';
import { shortenToken } from '../../logging/shorten-token.ts';
import type { ArtifactDownload, ArtifactUpload, CoordinatorAccess, TransferSite } from '../transfer-plan.ts';
import { archiveName, artifactUrl, uploadLabel } from '../wire.ts';
import { brokenReason } from './broken-archive-error.ts';
import type { HttpAnswer, HttpCalls } from './http-calls.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ArchiveFormat } from './tar-to-archive.ts';
import type { TransferLog } from './transfer-log.ts';

/** What the transfers of a stage work with. */
export interface TransferTools {
  readonly files: ProjectFiles;
  readonly calls: HttpCalls;
  readonly log: TransferLog;
}

const downloadLabel = 'Downloading artifacts from coordinator...';
const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

/**
 * Uploads and downloads artifacts between an instance and the coordinator. The results are exit codes.
 *
 * @remarks Source: peer-runner.md §2.2. Differs in that the token follows a redirect only within the coordinator's own address.
 */
export class CoordinatorTransfers {
  readonly #access: CoordinatorAccess;
  readonly #site: TransferSite;
  readonly #tools: TransferTools;

  constructor(plan: { readonly access: CoordinatorAccess; readonly site: TransferSite }, tools: TransferTools) {
    this.#access = plan.access;
    this.#site = plan.site;
    this.#tools = tools;
  }

  async upload(uploads: readonly ArtifactUpload[]): Promise<number> {
    const { files, log } = this.#tools;
    for (const upload of uploads) {
      await log.notice('Uploading artifacts...');
      const format: ArchiveFormat = upload.format === 'gzip' || upload.format === 'raw' ? upload.format : 'zip';
      const archive = await files.gather(upload.files, format).catch(brokenReason);
      if (typeof archive === 'string') return this.#fatal(archive);
      if (archive === null) await log.say('error', 'No files to upload');
      else if (format === 'raw' && archive.files !== 1) return this.#fatal('only one file can be sent as raw');
      else if (!(await this.#send(upload, archive.path))) return 1;
    }
    return 0;
  }

  async download(downloads: readonly ArtifactDownload[]): Promise<number> {
    const { files, log } = this.#tools;
    for (const download of downloads) {
      await log.notice(`Downloading artifacts for ${download.jobName} (${String(download.jobId)})...`);
      const zip = files.localPath();
      if (!(await this.#fetch(download, zip))) return 1;
      if (!(await files.scatter(zip))) return this.#fatal('the archive could not be extracted');
    }
    return 0;
  }

  async #send(upload: ArtifactUpload, path: string): Promise<boolean> {
    const { calls, log } = this.#tools;
    const { uploads, unavailable } = this.#site.pace;
    let url = artifactUrl(this.#access, upload.jobId, upload);
    let failed = 0;
    let refused = 0;
    for (;;) {
      const correlation = correlationId();
      const headers = { 'JOB-TOKEN': upload.token, 'X-Request-Id': correlation };
      const answer = await calls.patiently({ method: 'POST', url, headers, file: { path, formName: archiveName(upload) } });
      const verdict = judgeUpload(answer, url);
      await this.#sayUploaded(upload, verdict, { answer, url, correlation });
      if (verdict.kind === 'done') return true;
      if (verdict.kind === 'refused') return (await this.#fatal(verdict.reason)) === 0;
      const wait = verdict.kind === 'unavailable' ? unavailable[refused++] : uploads[failed++];
      if (wait === undefined) return (await this.#fatal(verdict.reason)) === 0;
      if (verdict.kind === 'redirected') url = verdict.url;
      await log.say('warning', 'Retrying...', { context: 'artifacts-uploader', error: verdict.reason });
      await calls.pause(wait);
    }
  }

  async #sayUploaded(upload: ArtifactUpload, { kind }: UploadVerdict, { answer, url, correlation }: Sent): Promise<void> {
    const label = uploadLabel(upload);
    const token = shortenToken(upload.token);
    const { status, words, message } = answer;
    if (status === 0) return this.#tools.log.say('error', `${label} error`, { correlation_id: correlation, error: words, id: upload.jobId, token });
    const told = message === '' ? words : `POST ${url.replace(/\?.*$/s, '')}: ${words}${message === words ? '' : ` (${message})`}`;
    const level = kind === 'done' ? 'info' : kind === 'failed' ? 'warning' : 'error';
    const fields = { correlation_id: correlation, http_status_code: status, id: upload.jobId };
    await this.#tools.log.say(level, `${label} ${told}`, kind === 'done' ? { ...fields, token } : { ...fields, status, token });
  }

  async #fetch(download: ArtifactDownload, into: string): Promise<boolean> {
    const { calls, log } = this.#tools;
    const attempts = [...this.#site.pace.downloads, null];
    for (const [index, wait] of attempts.entries()) {
      const correlation = correlationId();
      const answer = await this.#fetchOnce(download, into, { direct: download.direct && index === 0, correlation });
      const reason = await this.#sayDownloaded(download, answer, correlation);
      if (reason === null) return true;
      if (reason !== 'invalid argument' || wait === null) return (await this.#fatal(reason)) === 0;
      await calls.pause(wait);
      await log.say('warning', 'Retrying...', { error: reason });
    }
    return false;
  }

  async #fetchOnce(
    { jobId, token }: ArtifactDownload,
    into: string,
    { direct, correlation }: { readonly direct: boolean; readonly correlation: string },
  ): Promise<HttpAnswer> {
    const { calls, log } = this.#tools;
    const api = artifactUrl(this.#access, jobId);
    const headers = { 'JOB-TOKEN': token, 'X-Request-Id': correlation };
    let answer = direct
      ? await calls.once({ method: 'GET', url: `${api}?direct_download=true`, headers, into })
      : await calls.patiently({ method: 'GET', url: api, headers, into });
    let url = api;
    for (let hop = 0; hop < mostRedirects && redirects.has(answer.status) && URL.canParse(answer.location, url); hop += 1) {
      const target = new URL(answer.location, url);
      const own = target.origin === new URL(api).origin;
      if (!own) await log.say('info', `Direct download from ${target.host}`);
      url = target.href;
      answer = await calls.once({ method: 'GET', url, headers: own ? headers : {}, into });
    }
    return answer;
  }

  /** Says what came of a download, and returns why it did not succeed; null when it did. */
  async #sayDownloaded({ jobId, token }: ArtifactDownload, { status, words }: HttpAnswer, correlation: string): Promise<string | null> {
    const { log } = this.#tools;
    const known = { correlation_id: correlation, http_status_code: status, id: jobId };
    const shown = shortenToken(token);
    switch (status) {
      case 200:
        await log.say('info', `${downloadLabel} ok`, { ...known, token: shown });
        return null;
      case 401:
      case 403:
        await log.say('error', `${downloadLabel} ${status === 401 ? 'unauthorized' : 'forbidden'}`, { ...known, status: words, token: shown });
        return 'permission denied';
      case 404:
        await log.say('error', `${downloadLabel} not found`, { ...known, token: shown });
        return 'file does not exist';
      case 0:
        await log.say('error', `${downloadLabel} error`, { correlation_id: correlation, error: words, id: jobId, token: shown });
        return 'invalid argument';
      default:
        await log.say('warning', `${downloadLabel} failed`, { ...known, token: shown });
        return 'invalid argument';
    }
  }

  async #fatal(reason: string): Promise<number> {
    await this.#tools.log.say('fatal', reason);
    return 1;
  }
}

interface Sent {
  readonly answer: HttpAnswer;
  readonly url: string;
  readonly correlation: string;
}

type UploadVerdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused' | 'unavailable' | 'failed'; readonly reason: string }
  | { readonly kind: 'redirected'; readonly url: string; readonly reason: string };

/** What an answer to an upload means. */
function judgeUpload({ status, words, location }: HttpAnswer, url: string): UploadVerdict {
  switch (status) {
    case 201:
      return { kind: 'done' };
    case 403:
      return { kind: 'refused', reason: 'permission denied' };
    case 413:
      return { kind: 'refused', reason: 'too large' };
    case 503:
      return { kind: 'unavailable', reason: 'service unavailable' };
    case 307: {
      const target = URL.canParse(location, url) ? new URL(location, url) : null;
      if (target?.origin !== new URL(url).origin) return { kind: 'refused', reason: 'redirected to another host' };
      return { kind: 'redirected', url: target.href, reason: 'request redirected' };
    }
    case 0:
      return { kind: 'failed', reason: words };
    default:
      return { kind: 'failed', reason: 'upload failed with no response from coordinator' };
  }
}

function correlationId(): string {
  return randomUUID().replaceAll('-', '');
}
