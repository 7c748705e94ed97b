import { createHash, createHmac } from 'node:crypto';

/** The canonical request of AWS Signature Version 4 as a query string, which Google Cloud Storage has taken over with other names. */
export interface CanonicalRequest {
  readonly method: string;
  /** The path, its segments encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `host` among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Encodes all but letters, digits and `-._~`, as RFC 3986 has it. */
function strictlyEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A path of which each segment is encoded. */
export function encodedPath(path: string): string {
  return path.split('/').map(strictlyEncoded).join('/');
}

/** Parameters in the order of their names, encoded. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [strictlyEncoded(name), strictlyEncoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map((pair) => pair.join('='))
    .join('&');
}

/** The names of the headers that are signed, in order. */
export function signedHeaderNames(headers: Readonly<Record<string, string>>): string {
  return Object.keys(lowered(headers)).sort().join(';');
}

/** What is hashed of a request whose body is not signed. */
export function canonicalRequestHash({ method, path, query, headers }: CanonicalRequest): string {
  const named = Object.entries(lowered(headers)).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = named.map(([name, value]) => `${name}:${value.trim().replaceAll(/\s+/g, ' ')}\n`).join('');
  return sha256([method, path, canonicalQuery(query), lines, signedHeaderNames(headers), 'UNSIGNED-PAYLOAD'].join('\n'));
}

/** The key for one day, place and service, derived from a secret. */
export function signingKey(secret: string, scope: readonly string[]): Buffer {
  return scope.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(secret));
}

/** HMAC-SHA256. */
export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** `20260302T101500Z`. */
export function compactTime(time: Date): string {
  return time.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
