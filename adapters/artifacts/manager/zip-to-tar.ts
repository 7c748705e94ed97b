import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Header, Pack } from 'tar-stream';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { BrokenArchiveError } from './broken-archive-error.ts';

const typeMask = 0o170000;
const link = 0o120000;

/** What a zip archive holds, as a tar stream, which fails with `BrokenArchiveError`. Names that lead out of the directory are such a failure too. */
export function zipToTar(path: string): Readable {
  const tar = pack();
  fill(tar, path).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(new BrokenArchiveError('the archive cannot be read', { cause: error })),
  );
  return Readable.from(tar);
}

async function fill(tar: Pack, path: string): Promise<void> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) await add(tar, zip, entry);
  } finally {
    zip.close();
  }
}

async function add(tar: Pack, zip: ZipFile, entry: Entry): Promise<void> {
  const mode = (entry.externalFileAttributes >>> 16) & 0xffff;
  const permissions = mode & 0o777;
  const common = { name: entry.fileName, mtime: entry.getLastModDate() };
  if (entry.fileName.endsWith('/')) return header(tar, { ...common, type: 'directory', mode: permissions || 0o755 });
  const content = await zip.openReadStreamPromise(entry);
  if ((mode & typeMask) === link) return header(tar, { ...common, type: 'symlink', mode: 0o777, linkname: await text(content) });
  await new Promise<void>((resolve, reject) => {
    const target = tar.entry({ ...common, type: 'file', size: entry.uncompressedSize, mode: permissions || 0o644 }, (error) =>
      error ? reject(error) : resolve(),
    );
    pipeline(content, target).catch(reject);
  });
}

function header(tar: Pack, headers: Partial<Header> & Pick<Header, 'name'>): Promise<void> {
  return new Promise((resolve, reject) => void tar.entry(headers, (error) => (error ? reject(error) : resolve())));
}
