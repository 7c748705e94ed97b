import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CoordinatorCredentials } from './coordinator-credentials.ts';

/** Paths of the files for TLS; null for those that are not used. */
export interface TlsFiles {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/** Their contents, PEM. */
export interface TlsContents {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/**
 * The files that the configuration names, or where it names none, those that lie beside it: `HOST.crt`, `HOST.auth.crt` and `HOST.auth.key` in `certs`.
 *
 * @param directory that folder; empty for none.
 * @remarks Source: GitLab Runner documentation, "Self-signed certificates or custom Certification Authorities".
 */
export function findTlsFiles(credentials: CoordinatorCredentials, host: string, directory: string): TlsFiles {
  const found = (configured: string, name: string): string | null => {
    if (configured !== '') return configured;
    const path = join(directory, name);
    return directory !== '' && existsSync(path) ? path : null;
  };
  return {
    ca: found(credentials.tlsCaFile, `${host}.crt`),
    cert: found(credentials.tlsCertFile, `${host}.auth.crt`),
    key: found(credentials.tlsKeyFile, `${host}.auth.key`),
  };
}

/** What can be read of the files. One that cannot is named to `warn`, and calls go on without it, as GitLab Runner does. */
export async function readTlsFiles(files: TlsFiles, warn: (message: string) => void): Promise<TlsContents> {
  const read = async (path: string | null): Promise<string | null> => {
    if (path === null) return null;
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      warn(`cannot read ${path}: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'}`);
      return null;
    }
  };
  const [ca, cert, key] = await Promise.all([read(files.ca), read(files.cert), read(files.key)]);
  return cert === null || key === null ? { ca, cert: null, key: null } : { ca, cert, key };
}

/** When the youngest of the files was last written, in milliseconds; 0 where there is none. */
export async function tlsFilesChangedAt(files: TlsFiles): Promise<number> {
  const times = [files.ca, files.cert, files.key].map(async (path) => {
    if (path === null) return 0;
    return stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
  });
  return Math.max(...(await Promise.all(times)));
}
