import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FileSelection } from '../file-selection.ts';
import { quoted } from '../posix/quoted.ts';
import { selecting } from '../posix/selecting.ts';
import { selection } from '../posix/selection.ts';
import { speaking } from '../posix/speaking.ts';
import { BrokenArchiveError } from './broken-archive-error.ts';
import type { InstanceFiles } from './instance-files.ts';
import { tarToArchive } from './tar-to-archive.ts';
import type { ArchiveFormat } from './tar-to-archive.ts';
import { zipToTar } from './zip-to-tar.ts';

const nothingPicked = 3;

/** An archive on the manager. */
export interface GatheredArchive {
  readonly path: string;
  /** Regular files in it. */
  readonly files: number;
}

/** The files of a job's project, as archives on the manager. */
export class ProjectFiles {
  readonly #instance: InstanceFiles;
  readonly #projectDirectory: string;
  readonly #directory: string;

  /** @param directory where archives lie on the manager; whoever made it removes it. */
  constructor(instance: InstanceFiles, projectDirectory: string, directory: string) {
    this.#instance = instance;
    this.#projectDirectory = projectDirectory;
    this.#directory = directory;
  }

  /** The name of a file on the manager that does not exist. */
  localPath(): string {
    return join(this.#directory, randomUUID());
  }

  /** Makes an archive of the files selected; null where there is none, which is said in the log like what was found. Rejects with `BrokenArchiveError` when they cannot be read. */
  async gather(files: FileSelection, format: ArchiveFormat): Promise<GatheredArchive | null> {
    const path = this.localPath();
    let count = 0;
    const end = await this.#instance.read(this.#gatherScript(files), async (output) => {
      const { directories, tar } = await splitHeader(output);
      if (directories !== null) count = await tarToArchive(tar, directories, format, path);
    });
    if (end.exitCode === nothingPicked) return null;
    if (end.exitCode !== 0) throw new BrokenArchiveError(`the files could not be read: exit status ${String(end.exitCode)}`);
    return { path, files: count };
  }

  /** Puts the files of an archive where they belong. False for an archive that is broken, and when the instance could not. */
  async scatter(zip: string): Promise<boolean> {
    const remote = await this.#instance.storeStream(zipToTar(zip)).catch((error: unknown) => {
      if (error instanceof BrokenArchiveError) return null;
      throw error;
    });
    if (remote === null) return false;
    const end = await this.#instance.ask(
      // The tar of BusyBox keeps modes unasked, and knows no option for it.
      `options=xpof
if tar --help 2>&1 | grep -q BusyBox; then options=xof; fi
cd ${quoted(this.#projectDirectory)} && tar "$options" ${quoted(remote)} >&2
code=$?
rm -f ${quoted(remote)}
exit $code`,
    );
    return end.exitCode === 0;
  }

  /** Copies a file from the instance, named from the project directory; null where there is none. */
  async fetch(file: string): Promise<string | null> {
    const path = this.localPath();
    return (await this.#instance.fetch(this.#absolute(file), path)) ? path : null;
  }

  /** Copies a file to the instance, directories included, in one step for whoever looks at it. */
  async store(path: string, file: string): Promise<boolean> {
    const remote = await this.#instance.store(path);
    const target = quoted(this.#absolute(file));
    const end = await this.#instance.ask(`mkdir -p "$(dirname ${target})" && mv -f ${quoted(remote)} ${target}`);
    return end.exitCode === 0;
  }

  /** Removes paths of the project. */
  async remove(paths: readonly string[]): Promise<void> {
    if (paths.length > 0) await this.#instance.ask(`cd ${quoted(this.#projectDirectory)} && rm -rf -- ${paths.map(quoted).join(' ')}`);
  }

  #absolute(file: string): string {
    return /^[\0/]/.test(file) ? file : `${this.#projectDirectory}/${file}`;
  }

  /** After the line `directories` come those, one a line, then an empty line, then all else as tar: so `tar` never walks by itself. */
  #gatherScript(files: FileSelection): string {
    return `cd ${quoted(this.#projectDirectory)} || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' TERM
${speaking}${selecting}${selection(files)}
picked || exit ${String(nothingPicked)}
echo directories
while read -r path; do
  if [ -d "$path" ] && [ ! -L "$path" ]; then
    if [ "$path" != . ]; then printf '%s\\n' "$path"; fi
  else
    printf './%s\\n' "$path" >>"$work/files"
  fi
done <"$work/list"
echo
touch "$work/files"
# Files that are the same one come as often as they have names, where tar knows how.
all=
if tar --hard-dereference --version >/dev/null 2>&1; then all=--hard-dereference; fi
# Several archives may follow each other, as a command line has its limits.
if [ -s "$work/files" ]; then tr '\\n' '\\0' <"$work/files" | xargs -0 tar $all -cf -; fi
`;
  }
}

/** Reads the lines that precede the tar; null for them where there is nothing at all. */
async function splitHeader(output: Readable): Promise<{ readonly directories: readonly string[] | null; readonly tar: Readable }> {
  const chunks = (output as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    held = Buffer.concat([held, next.value]);
    const end = held.indexOf('\n\n');
    if (end < 0) continue;
    const rest = held.subarray(end + 2);
    const tar = async function* (): AsyncGenerator<Buffer> {
      if (rest.length > 0) yield rest;
      for (let more = await chunks.next(); more.done !== true; more = await chunks.next()) yield more.value;
    };
    return { directories: held.subarray(0, end).toString().split('\n').slice(1), tar: Readable.from(tar(), { objectMode: false }) };
  }
  return { directories: null, tar: Readable.from([]) };
}
