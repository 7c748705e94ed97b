import { canonicalQuery, canonicalRequestHash, compactTime, encodedPath, hmac, signedHeaderNames, signingKey } from './signing.ts';

/** Who signs for S3. */
export interface S3Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Empty for credentials that last. */
  readonly sessionToken: string;
}

/** What is signed for S3. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  /** With scheme, without a path: `https://bucket.s3.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  /** Begins with a slash; not encoded. */
  readonly path: string;
  readonly region: string;
  /** Sent with the request, and so signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly time: Date;
  readonly lifetimeSeconds: number;
}

/** Seconds, by the rules of Signature Version 4. */
const longestLifetime = 604_800;

/**
 * The URL with which whoever has it may make that one request.
 *
 * @remarks Source: AWS, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
 */
export function presignS3(request: S3Request, { accessKey, secretKey, sessionToken }: S3Credentials): string {
  const time = compactTime(request.time);
  const day = time.slice(0, 8);
  const scope = [day, request.region, 's3', 'aws4_request'];
  const headers = { ...request.headers, host: new URL(request.endpoint).host };
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [accessKey, ...scope].join('/'),
    'X-Amz-Date': time,
    'X-Amz-Expires': String(Math.min(request.lifetimeSeconds, longestLifetime)),
    'X-Amz-SignedHeaders': signedHeaderNames(headers),
    ...(sessionToken === '' ? {} : { 'X-Amz-Security-Token': sessionToken }),
  };
  const path = encodedPath(request.path);
  const hash = canonicalRequestHash({ method: request.method, path, query, headers });
  const signature = hmac(signingKey(`AWS4${secretKey}`, scope), ['AWS4-HMAC-SHA256', time, scope.join('/'), hash].join('\n')).toString('hex');
  return `${request.endpoint}${path}?${canonicalQuery(query)}&X-Amz-Signature=${signature}`;
}
