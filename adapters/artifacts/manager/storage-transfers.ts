import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { CacheArchive, CacheRestore, CacheSave, PresignedUrl, TransferRemark } from '../transfer-plan.ts';
import { shownUrl } from '../wire.ts';
import { brokenReason } from './broken-archive-error.ts';
import type { TransferTools } from './coordinator-transfers.ts';
import { failureWords } from './http-calls.ts';

/**
 * Restores and saves caches. An archive that goes to a storage is not kept on the instance. What goes wrong is said and never fails the job: the results are
 * the exit code 0.
 *
 * @remarks Source: peer-runner.md §2.1 (cache).
 */
export class StorageTransfers {
  readonly #tools: TransferTools;

  constructor(tools: TransferTools) {
    this.#tools = tools;
  }

  async restore(steps: readonly (TransferRemark | CacheRestore)[]): Promise<number> {
    for (const step of steps) await (step.kind === 'remark' ? this.#remark(step) : this.#restoreFirst(step));
    return 0;
  }

  async save(steps: readonly (TransferRemark | CacheSave)[]): Promise<number> {
    const { log } = this.#tools;
    for (const step of steps) {
      if (step.kind === 'remark') await this.#remark(step);
      else {
        await log.notice(`Creating cache ${step.archive.key}...`);
        await ((await this.#saveOne(step)) ? log.notice('Created cache') : log.warn('Failed to create cache'));
      }
    }
    return 0;
  }

  async #remark({ level, text }: TransferRemark): Promise<void> {
    await (level === 'notice' ? this.#tools.log.notice(text) : this.#tools.log.warn(text));
  }

  async #restoreFirst({ archives, cleaned }: CacheRestore): Promise<void> {
    const { files, log } = this.#tools;
    for (const archive of archives) {
      await log.notice(`Checking cache for ${archive.key}...`);
      const zip = await (archive.download === null ? this.#fetchLocal(archive) : this.#fetchStored(archive.file, archive.download));
      if (zip !== null && (await files.scatter(zip))) return log.notice('Successfully extracted cache');
      if (zip !== null) await log.say('fatal', 'the archive could not be extracted');
      await log.warn('Failed to extract cache');
      await files.remove(cleaned);
    }
  }

  async #fetchLocal({ file }: CacheArchive): Promise<string | null> {
    const { files, log } = this.#tools;
    await log.say('info', 'No URL provided, cache will not be downloaded from shared cache server. Instead a local version of cache will be extracted.');
    const path = await files.fetch(file);
    if (path === null) await log.say('warning', 'Cache file does not exist');
    return path;
  }

  async #fetchStored(file: string, download: PresignedUrl): Promise<string | null> {
    const { files, calls, log } = this.#tools;
    await log.say('info', `Downloading ${posix.basename(file)} from ${shownUrl(download)}`);
    const into = files.localPath();
    const answer = await calls.ofStorage({ method: 'GET', url: download.url, headers: download.headers, into });
    if (answer.status === 200) return into;
    await log.say('warning', answer.status === 404 ? 'file does not exist' : failureWords(answer));
    return null;
  }

  async #saveOne({ archive, files: selection, largestUpload }: CacheSave): Promise<boolean> {
    const { files, log } = this.#tools;
    const gathered = await files.gather(selection, 'zip').catch(brokenReason);
    if (typeof gathered === 'string') {
      await log.say('fatal', gathered);
      return false;
    }
    if (gathered === null) {
      await log.say('warning', 'No files to cache.');
      return true;
    }
    if (archive.upload === null) {
      await log.say('info', 'No URL provided, cache will not be uploaded to shared cache server. Cache will be stored only locally.');
      return files.store(gathered.path, archive.file);
    }
    const { size } = await stat(gathered.path);
    if (largestUpload > 0 && size > largestUpload) {
      await log.say('info', `Cache archive size (${String(size)}) is too big (Limit is set to ${String(largestUpload)}). Cache will be stored only locally.`);
      return files.store(gathered.path, archive.file);
    }
    return this.#put(archive.file, archive.upload, gathered.path);
  }

  async #put(file: string, upload: PresignedUrl, path: string): Promise<boolean> {
    const { calls, log } = this.#tools;
    await log.say('info', `Uploading ${posix.basename(file)} to ${shownUrl(upload)}`);
    const headers = { 'Content-Type': 'application/octet-stream', ...upload.headers };
    const answer = await calls.ofStorage({ method: 'PUT', url: upload.url, headers, file: { path } });
    if (answer.status >= 200 && answer.status < 300) return true;
    await log.say('fatal', failureWords(answer));
    return false;
  }
}
