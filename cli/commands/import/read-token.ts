import { Sealed } from '../../../adapters/config/sealed.ts';
import type { Io } from '../../io.ts';
import { readNamedFile } from '../../read-file.ts';
import { UsageError } from '../../usage-error.ts';

const variable = 'GITLAB_TOKEN';

/**
 * The token for GitLab: from the file (`-`: standard input), else from `$GITLAB_TOKEN`. There is no flag for the token itself, which would show in the list of
 * processes and in the shell's history.
 *
 * @throws UsageError where there is none, or where it cannot be one. It does not repeat the token.
 */
export function readToken(file: string | undefined, io: Pick<Io, 'env' | 'readStdin'>): Sealed<string> {
  const text = file === undefined ? (io.env[variable] ?? '') : file === '-' ? io.readStdin() : readNamedFile(file);
  const token = text.trim();
  const from = file === undefined ? `$${variable}` : file === '-' ? 'standard input' : file;
  if (token === '') {
    if (file !== undefined) throw new UsageError(`there is no token in ${from}`);
    throw new UsageError(`GitLab wants a token with the scope read_api: put it in $${variable}, or name a file with --token-file (- for standard input)`);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError(`what is in ${from} is no token: a token is one word`);
  return new Sealed(token);
}
