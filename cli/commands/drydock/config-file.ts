import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../io.ts';

/** Whose configuration it is. */
export interface Surroundings {
  readonly isRoot: boolean;
  /** Empty where there is none. */
  readonly home: string;
  readonly folder: string;
}

/**
 * Where the configuration is when nobody says: the system's for root, else the user's, else here.
 *
 * @remarks Source: ux.md §1.1.
 */
export function defaultConfigFile({ isRoot, home, folder }: Surroundings): string {
  if (isRoot) return '/etc/gitlab-runner/config.toml';
  return home === '' ? join(folder, 'config.toml') : join(home, '.gitlab-runner', 'config.toml');
}

/** The surroundings of this process. */
export function surroundings(env: Io['env']): Surroundings {
  return { isRoot: process.getuid?.() === 0, home: env['HOME'] ?? homedir(), folder: process.cwd() };
}
