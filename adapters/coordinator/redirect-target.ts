/**
 * Where a redirection leads, if a call with a token may follow it: to the same host and port, or from `http` to `https` of the same host. Null where it may
 * not, where the status is no redirection, or where no address is given. A token in a header or a body never reaches another host.
 */
export function redirectTarget(from: URL, status: number, location: string | undefined): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  const target = URL.parse(location, from.href);
  if (target === null || target.hostname !== from.hostname || target.username !== '' || target.password !== '') return null;
  const upgraded = from.protocol === 'http:' && target.protocol === 'https:' && from.port === '' && target.port === '';
  return target.origin === from.origin || upgraded ? target : null;
}
