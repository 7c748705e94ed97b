import { isIP } from 'node:net';

/**
 * The proxy that the environment names for an address; empty for none. Lower-case names win, machines never reach themselves through a proxy, and an
 * `https` address is never sent through the proxy for `http`. NO_PROXY is left to the HTTP library.
 *
 * @remarks Source: GitLab Runner documentation, "Running GitLab Runner behind a proxy", and Go's rules for these variables.
 */
export function proxyFor(url: URL, environment: Readonly<Record<string, string | undefined>>): string {
  if (isLoopback(url.hostname)) return '';
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = environment[name] ?? environment[name.toUpperCase()] ?? '';
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}
