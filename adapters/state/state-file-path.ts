import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { Sealed } from '../config/sealed.ts';

const hashLength = 32;

/** What decides where a runner's state is kept. */
export interface StatePlace {
  readonly configFile: string;
  /** `dir` of state_storage; empty for its default. */
  readonly dir: string;
  readonly token: Sealed<string>;
}

/**
 * The file that a runner's state is kept in: in `.taskscaler` beside the configuration, or where state_storage says. Its name tells runners apart, and no token.
 *
 * @remarks Source: semantics.md §1.4, state_storage.dir.
 */
export function stateFilePath({ configFile, dir, token }: StatePlace): string {
  const folder = dir === '' ? join(dirname(configFile), '.taskscaler') : dir;
  const hash = createHash('sha256').update(`drydock state of ${token.reveal()}`).digest('hex').slice(0, hashLength);
  return resolve(folder, `drydock-${hash}.json`);
}
