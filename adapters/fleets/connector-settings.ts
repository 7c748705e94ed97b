import { readFile } from 'node:fs/promises';
import type { ConnectorTable } from '../config/gitlab-runner-config.ts';
import type { KeyPath } from '../config/key-path.ts';
import type { Report } from '../config/problem.ts';
import { Sealed } from '../config/sealed.ts';

/** `connector_config` as fleets use it: the private key itself in place of its file's name. */
export type ConnectorSettings = Omit<ConnectorTable, 'keyPath'> & { readonly key: Sealed<string> | null };

/** Reads the key of `connector_config`, once, as upstream does. A key that cannot be read is an error, and is then missing. */
export async function readConnectorSettings(table: ConnectorTable, path: KeyPath, report: Report): Promise<ConnectorSettings> {
  const { keyPath, ...rest } = table;
  return { ...rest, key: keyPath === '' ? null : await readPrivateKey(keyPath, [...path, 'key_path'], report) };
}

/** Reads a private key file; reports and gives null where that fails or the file is empty. What is in it is not looked at: the connector says whether it is a key. */
export async function readPrivateKey(file: string, path: KeyPath, report: Report): Promise<Sealed<string> | null> {
  const complain = (message: string, hint: string): null => {
    report({ severity: 'error', rule: 'file', message, path, at: 'value', hint });
    return null;
  };
  try {
    const key = await readFile(file, 'utf8');
    return key.trim() === '' ? complain('the key file is empty', '') : new Sealed(key);
  } catch (error) {
    return complain(`the key file cannot be read: ${reason(error)}`, 'name a file that the manager may read');
  }
}

function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a directory' };
  return known[code ?? ''] ?? code ?? 'unknown error';
}
