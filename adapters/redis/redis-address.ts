/** Where a Redis or Valkey is, and who comes. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** Number of the database. */
  readonly db: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: boolean;
  /** The address without user and password, for people. */
  readonly shown: string;
}

const defaultPort = 6379;

/**
 * Reads `redis://[USER:PASSWORD@]HOST[:PORT][/DB]`, or `rediss://` for TLS; null where it is something else. A password that the address lacks is that of
 * `fallbackPassword`.
 */
export function parseRedisAddress(text: string, fallbackPassword: string | null = null): RedisAddress | null {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const [, db] = /^\/?(\d{0,4})$/.exec(pathname) ?? [];
  if (hostname === '' || db === undefined || search !== '' || hash !== '') return null;
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port), db: Number(db) };
  return {
    ...address,
    username: username === '' ? null : decodeURIComponent(username),
    password: password === '' ? fallbackPassword : decodeURIComponent(password),
    tls: protocol === 'rediss:',
    shown: `${protocol}//${hostname}:${address.port}${address.db === 0 ? '' : `/${address.db}`}`,
  };
}
