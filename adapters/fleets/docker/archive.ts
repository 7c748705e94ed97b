/** One entry of an archive. Paths have no leading slash. */
export type ArchiveEntry =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: string | Buffer; readonly owner?: number }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number; readonly owner?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

// The same entries give the same bytes: an archive is known by its hash.
const epoch = new Date(0);

/** Writes a tar archive whose bytes depend on the entries alone. */
export async function writeArchive(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const { pack } = await import('tar-stream');
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
  return wholeOf(archive);
}

/** Reads the first file of a tar archive; null where it has none. Rejects for what is no archive. */
export async function readFirstFile(archive: Buffer): Promise<Buffer | null> {
  const { extract } = await import('tar-stream');
  const entries = extract();
  entries.end(archive);
  for await (const entry of entries) {
    const content = await wholeOf(entry);
    if (entry.header.type === 'file') return content;
  }
  return null;
}

/** What Node has for this goes by way of a blob, at several times the memory. */
async function wholeOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
