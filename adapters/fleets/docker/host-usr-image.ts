import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError } from '../../fault-error.ts';
import { writeArchive, type ArchiveEntry } from './archive.ts';

/** The built-in image: a file system that borrows the machine's own /usr, and what containers of it need. */
export interface HostUsrImage {
  /** Its tag is the hash of what is in it: what changed on the machine is a new image. */
  readonly name: string;
  readonly archive: Buffer;
  readonly changes: readonly string[];
}

/** The label by which images made here are found. */
export const recipeLabel = 'drydock.recipe=host-usr';

/** What containers of the built-in image mount. */
export const hostUsrBinds: readonly string[] = ['/usr:/usr:ro'];

/** The user that jobs run as there. */
export const hostUsrUser = 'runner';

const merged = ['bin', 'sbin', 'lib', 'lib64'];
// Outside of /usr, programs in /usr need these.
const borrowed = ['etc/ld.so.cache', 'etc/ld.so.conf', 'etc/ld.so.conf.d', 'etc/alternatives', 'etc/ssl/certs', 'etc/ssl/openssl.cnf'];
const sshd = '/usr/sbin/sshd';
const uid = 1000;
const passwd = `root:x:0:0:root:/root:/bin/bash
sshd:x:103:65534::/run/sshd:/usr/sbin/nologin
${hostUsrUser}:x:${uid}:${uid}::/home/${hostUsrUser}:/bin/bash
nobody:x:65534:65534::/:/usr/sbin/nologin
`;
const shadow = `root:*:19000:0:99999:7:::\nsshd:!:19000::::::\n${hostUsrUser}:*:19000:0:99999:7:::\n`;
const group = `root:x:0:\n${hostUsrUser}:x:${uid}:\nnogroup:x:65534:\n`;

/**
 * Makes an image of half a megabyte in which the machine's own bash, git, curl and sshd work, in less than a second and without a registry: /usr is
 * mounted read-only when a container starts, and the image has what lies outside of it. Needs a machine with a merged /usr (Debian 12, Ubuntu, Fedora and
 * later) that has openssh-server, which `checkHostUsr` looks at.
 */
export async function hostUsrImage(): Promise<HostUsrImage> {
  const own = [...directories(), ...accounts(), ...(await mergedLinks())];
  const archive = await writeArchive([...own, ...(await allCopied(borrowed))]);
  const changes = ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `LABEL ${recipeLabel}`];
  const hash = createHash('sha256').update(archive).update(changes.join('\n')).digest('hex').slice(0, 12);
  return { name: `drydock/host-usr:${hash}`, archive, changes };
}

/** @throws FaultError when this machine cannot lend its /usr to the built-in image. */
export async function checkHostUsr(): Promise<void> {
  const instead = 'or name an image with plugin_config.image';
  try {
    await access(sshd);
  } catch (error) {
    throw new FaultError('not-found', `the built-in image needs ${sshd} of this machine: install openssh-server, ${instead}`, error);
  }
  const bin = await lstat('/bin');
  if (!bin.isSymbolicLink()) throw new FaultError('not-found', `the built-in image needs a machine whose /bin is part of /usr: use a newer system, ${instead}`);
}

function directories(): ArchiveEntry[] {
  const plain = ['usr', 'proc', 'sys', 'dev', 'etc', 'etc/ssl', 'run', 'run/sshd', 'var', 'var/empty', 'var/lib', 'var/log', 'root', 'home'];
  const own = [`home/${hostUsrUser}`, 'builds', 'cache'];
  return [
    ...plain.map((path): ArchiveEntry => ({ kind: 'directory', path, mode: path === 'root' ? 0o700 : 0o755 })),
    ...['tmp', 'var/tmp'].map((path): ArchiveEntry => ({ kind: 'directory', path, mode: 0o1777 })),
    ...own.map((path): ArchiveEntry => ({ kind: 'directory', path, mode: 0o755, owner: uid })),
  ];
}

function accounts(): ArchiveEntry[] {
  const file = (path: string, content: string, mode = 0o644): ArchiveEntry => ({ kind: 'file', path, mode, content });
  const sources = 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n';
  return [file('etc/passwd', passwd), file('etc/shadow', shadow, 0o640), file('etc/group', group), file('etc/nsswitch.conf', sources)];
}

async function mergedLinks(): Promise<ArchiveEntry[]> {
  const found = await Promise.all(merged.map(async (path) => status(`/${path}`)));
  return merged.filter((_, index) => found[index] !== null).map((path): ArchiveEntry => ({ kind: 'link', path, target: `usr/${path}` }));
}

/** One after the other: hundreds of files read at once would take more memory than a manager otherwise has. */
async function allCopied(paths: readonly string[]): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for (const path of paths) entries.push(...(await copied(path)));
  return entries;
}

/** A file, a link or a directory of the machine with all that is in it, as it is; nothing where it is not there. */
async function copied(path: string): Promise<ArchiveEntry[]> {
  try {
    return await entriesOf(path);
  } catch (error) {
    if (error instanceof FaultError) throw error;
    throw new FaultError('unknown', `the built-in image cannot be made: /${path} cannot be read`, error);
  }
}

async function entriesOf(path: string): Promise<ArchiveEntry[]> {
  const place = `/${path}`;
  const found = await status(place);
  if (found === null) return [];
  if (found.isSymbolicLink()) return [{ kind: 'link', path, target: await readlink(place) }];
  if (found.isFile()) return [{ kind: 'file', path, mode: found.mode & 0o777, content: await readFile(place) }];
  if (!found.isDirectory()) return [];
  const names = (await readdir(place)).toSorted();
  return [{ kind: 'directory', path, mode: found.mode & 0o777 }, ...(await allCopied(names.map((name) => join(path, name))))];
}

async function status(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
