import { randomBytes } from 'node:crypto';
import type { NameKeeper } from '../../../sim/workload/import/name-keeper.ts';
import { readNamedFile } from '../../read-file.ts';
import { UsageError } from '../../usage-error.ts';
import { PlainNames } from './plain-names.ts';
import { SaltedNames } from './salted-names.ts';

/** How an import treats names. */
export interface NameOptions {
  readonly keepNames?: true;
  readonly saltFile?: string;
}

/**
 * Names as they are with `--keep-names`, else hashes: with the salt of the file, so that several imports have the same ones, or with a salt that is forgotten.
 *
 * @throws UsageError where the file cannot be read, or is empty.
 */
export function namesOf({ keepNames, saltFile }: NameOptions, salt = randomBytes(16).toString('hex')): NameKeeper {
  if (keepNames === true) return new PlainNames();
  if (saltFile === undefined) return new SaltedNames(salt);
  const kept = readNamedFile(saltFile).trim();
  if (kept === '') throw new UsageError(`there is no salt in ${saltFile}`);
  return new SaltedNames(kept);
}
