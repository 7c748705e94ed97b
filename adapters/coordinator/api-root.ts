import { FaultError } from '../fault-error.ts';

/**
 * Address of the API of a GitLab instance, with a slash at its end.
 *
 * @throws FaultError `auth` where no call can ever succeed: the address is none, or of another scheme.
 * @remarks Source: peer-runner.md §1.
 */
export function apiRoot(url: string): URL {
  const root = URL.parse(`${url.replace(/\/+$/, '').replace(/\/ci$/, '')}/api/v4/`);
  if (root === null) throw new FaultError('auth', 'the url of the runner is not an address');
  if (root.protocol !== 'http:' && root.protocol !== 'https:') throw new FaultError('auth', 'only http or https scheme supported');
  return root;
}
