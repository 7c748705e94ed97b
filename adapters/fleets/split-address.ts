/** A host and the port that was written with it. */
export interface SplitAddress {
  readonly host: string;
  /** 0 where none was written. */
  readonly port: number;
}

const withPort = /^(?:\[(?<bracketed>[^\]]*)\]|(?<plain>[^:[\]]*)):(?<port>\d{1,5})$/;
const inBrackets = /^\[(?<host>[^\]]*)\]$/;

/** Splits `host`, `host:port`, `[v6]`, `[v6]:port`; a bare IPv6 address is a host. */
export function splitAddress(address: string): SplitAddress {
  const groups = withPort.exec(address)?.groups;
  if (groups === undefined) return { host: inBrackets.exec(address)?.groups?.['host'] ?? address, port: 0 };
  return { host: groups['bracketed'] ?? groups['plain'] ?? '', port: Number(groups['port']) };
}
