import { FaultError } from '../fault-error.ts';
import { addressProblem } from './address-problem.ts';

/**
 * Address of the API of a GitLab instance, with a slash at its end.
 *
 * @throws FaultError `auth` where no call can ever succeed: the address is none, or of another scheme.
 * @remarks Source: peer-runner.md §1.
 */
export function apiRoot(url: string): URL {
  const problem = addressProblem(url);
  if (problem !== null) throw new FaultError('auth', `${problem.message}: ${problem.hint}`);
  return new URL(`${url.replace(/\/+$/, '').replace(/\/ci$/, '')}/api/v4/`);
}
