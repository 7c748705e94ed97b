import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';

/** One entry of an archive. Paths have no leading slash. */
export type ArchiveEntry =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: string | Buffer; readonly owner?: number }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number; readonly owner?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

// The same entries give the same bytes: an archive is known by its hash.
const epoch = new Date(0);

/** Writes a tar archive whose bytes depend on the entries alone. */
export async function writeArchive(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const entry of entries) {
    switch (entry.kind) {
      case 'file':
        archive.entry({ name: entry.path, mode: entry.mode, mtime: epoch, uid: entry.owner ?? 0, gid: entry.owner ?? 0 }, entry.content);
        break;
      case 'directory':
        archive.entry({ name: entry.path, type: 'directory', mode: entry.mode, mtime: epoch, uid: entry.owner ?? 0, gid: entry.owner ?? 0 });
        break;
      case 'link':
        archive.entry({ name: entry.path, type: 'symlink', linkname: entry.target, mode: 0o777, mtime: epoch });
        break;
    }
  }
  archive.finalize();
  return buffer(archive);
}

/** Reads the first file of a tar archive; null where it has none. */
export async function readFirstFile(archive: NodeJS.ReadableStream): Promise<Buffer | null> {
  const entries = extract();
  archive.on('error', (error: Error) => entries.destroy(error));
  archive.pipe(entries);
  let content: Buffer | null = null;
  // Read to the end, so that the connection is free again.
  for await (const entry of entries) {
    const read = await buffer(entry);
    if (entry.header.type === 'file') content ??= read;
  }
  return content;
}
