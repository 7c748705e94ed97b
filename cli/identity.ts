import type { RunnerIdentity } from '../adapters/coordinator/runner-info.ts';
import { packageVersion } from './package-root.ts';

/** Who Drydock says that it is: to GitLab, in its log and in its metrics. */
export function identity(): RunnerIdentity {
  return { name: 'drydock', version: packageVersion(), revision: 'release' };
}
