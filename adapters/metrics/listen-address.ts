/** Where a server listens; an empty host is every address of the machine. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const defaultPort = 9252;
const shape = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d+))?$/;

/**
 * Reads `listen_address`: `:9252`, `localhost`, `127.0.0.1:9300`, `[::1]:9252`; the port is 9252 where none is given.
 *
 * @returns null for what is no address.
 */
export function parseListenAddress(text: string): ListenAddress | null {
  const match = shape.exec(text.trim());
  if (match === null) return null;
  const [, bracketed, plain = '', port] = match;
  const number = port === undefined ? defaultPort : Number(port);
  return number > 65_535 ? null : { host: bracketed ?? plain, port: number };
}
