import { createSign } from 'node:crypto';
import { canonicalQuery, canonicalRequestHash, compactTime, encodedPath, hmac, signedHeaderNames, signingKey } from './signing.ts';

/** Who signs for Google Cloud Storage: a service account with its private key, or an HMAC key with its secret. */
export interface GcsCredentials {
  /** The account's address, or the HMAC key's access id. */
  readonly accessId: string;
  /** A private key in PEM form; anything else is the secret of an HMAC key. */
  readonly privateKey: string;
}

/** What is signed for Google Cloud Storage. */
export interface GcsRequest {
  readonly method: string;
  /** With scheme, without a path: `https://storage.googleapis.com`. */
  readonly endpoint: string;
  /** `/bucket/object`; not encoded. */
  readonly path: string;
  /** Sent with the request, and so signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further parameters, signed as well. */
  readonly query?: Readonly<Record<string, string>>;
  readonly time: Date;
  readonly lifetimeSeconds: number;
}

/** Seconds, by the rules of V4 signing. */
const longestLifetime = 604_800;

/**
 * The URL with which whoever has it may make that one request.
 *
 * @remarks Source: Google Cloud, "V4 signing process with your own program"; checked against the conformance tests of googleapis.
 */
export function presignGcs(request: GcsRequest, { accessId, privateKey }: GcsCredentials): string {
  const byKey = privateKey.startsWith('-----BEGIN');
  const algorithm = byKey ? 'GOOG4-RSA-SHA256' : 'GOOG4-HMAC-SHA256';
  const time = compactTime(request.time);
  const scope = [time.slice(0, 8), 'auto', 'storage', 'goog4_request'];
  const headers = { ...request.headers, host: new URL(request.endpoint).host };
  const query = {
    ...request.query,
    'X-Goog-Algorithm': algorithm,
    'X-Goog-Credential': [accessId, ...scope].join('/'),
    'X-Goog-Date': time,
    'X-Goog-Expires': String(Math.min(request.lifetimeSeconds, longestLifetime)),
    'X-Goog-SignedHeaders': signedHeaderNames(headers),
  };
  const path = encodedPath(request.path);
  const text = [algorithm, time, scope.join('/'), canonicalRequestHash({ method: request.method, path, query, headers })].join('\n');
  const signature = byKey ? createSign('RSA-SHA256').update(text).sign(privateKey, 'hex') : hmac(signingKey(`GOOG4${privateKey}`, scope), text).toString('hex');
  return `${request.endpoint}${path}?${canonicalQuery(query)}&X-Goog-Signature=${signature}`;
}
