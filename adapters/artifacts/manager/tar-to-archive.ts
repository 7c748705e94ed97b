import { createWriteStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Extract } from 'tar-stream';
import { ZipFile } from 'yazl';

const linkMode = 0o120777;

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

/** The formats that artifacts are uploaded in. */
export type ArchiveFormat = 'zip' | 'gzip' | 'raw';

/**
 * Writes what a tar stream holds as an archive: a zip, or the regular files one after the other, each as a stream of gzip or as it is. Links stay links, modes
 * and times are kept; of files that are the same one, the later are links to the first, as zip knows no other way. Memory does not grow with the files.
 *
 * @returns the number of regular files.
 */
export async function tarToArchive(tar: Readable, directories: readonly string[], format: ArchiveFormat, target: string): Promise<number> {
  if (format === 'zip') return tarToZip(tar, directories, target);
  let files = 0;
  await eachEntry(tar, async (entry) => {
    if (entry.header.type !== 'file') return void entry.resume();
    files += 1;
    const written = createWriteStream(target, { flags: 'a' });
    await (format === 'gzip' ? pipeline(Readable.from(entry), createGzip(), written) : pipeline(Readable.from(entry), written));
  });
  return files;
}

async function tarToZip(tar: Readable, directories: readonly string[], target: string): Promise<number> {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(target));
  for (const directory of directories) zip.addEmptyDirectory(directory);
  let files = 0;
  const read = eachEntry(tar, async (entry) => {
    const { type, linkname, mode, mtime } = entry.header;
    const name = plainName(entry.header.name);
    if (type === 'file') {
      files += 1;
      const content = Readable.from(entry);
      const ended = new Promise<void>((resolve, reject) => content.once('end', resolve).once('error', reject));
      zip.addReadStream(content, name, { mtime, mode: 0o100000 | mode });
      return ended;
    }
    const to = type === 'link' ? posix.relative(posix.dirname(name), plainName(linkname)) : linkname;
    if (type === 'link' || type === 'symlink') zip.addBuffer(Buffer.from(to), name, { mtime, mode: linkMode, compress: false });
    entry.resume();
  });
  await Promise.all([read.then(() => zip.end()), written]);
  return files;
}

async function eachEntry(tar: Readable, handle: (entry: Entry) => Promise<void>): Promise<void> {
  const parser = extract();
  const fed = pipeline(tar, parser);
  const read = async (): Promise<void> => {
    for await (const entry of parser) await handle(entry);
  };
  await Promise.all([fed, read()]);
}

function plainName(name: string): string {
  return name.replace(/^(?:\.\/)+/, '');
}
