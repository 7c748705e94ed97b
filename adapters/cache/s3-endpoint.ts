import type { CacheTable } from '../config/gitlab-runner-config.ts';

type S3Table = NonNullable<CacheTable['s3']>;

/** Where a bucket is: `base` is the path that its objects lie below, empty where the host names the bucket. */
export interface S3Endpoint {
  readonly endpoint: string;
  readonly base: string;
}

/**
 * The address of a bucket. AWS and Google have the bucket in the host, unless its name has a dot, for which no certificate holds; other servers in the path.
 *
 * @remarks Source: docs of `[runners.cache.s3]`.
 */
export function s3Endpoint(
  table: Pick<S3Table, 'ServerAddress' | 'BucketName' | 'BucketLocation' | 'Insecure' | 'DualStack' | 'PathStyle' | 'Accelerate'>,
): S3Endpoint {
  const { BucketName: bucket, Accelerate: accelerate, PathStyle: wanted } = table;
  const scheme = table.Insecure ? 'http' : 'https';
  const host = hostOf(table);
  const named = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|googleapis\.com)$/.test(host) && (!bucket.includes('.') || scheme === 'http');
  const inPath = accelerate ? false : (wanted ?? !named);
  return inPath ? { endpoint: `${scheme}://${host}`, base: `/${bucket}` } : { endpoint: `${scheme}://${bucket}.${host}`, base: '' };
}

function hostOf({
  ServerAddress: address,
  BucketLocation: location,
  Insecure: insecure,
  DualStack: dualStack,
  Accelerate: accelerate,
}: Parameters<typeof s3Endpoint>[0]): string {
  const plain = address.replace(insecure ? /:80$/ : /:443$/, '');
  if (plain !== '' && plain !== 's3.amazonaws.com') return plain;
  const both = dualStack ?? true;
  if (accelerate) return both ? 's3-accelerate.dualstack.amazonaws.com' : 's3-accelerate.amazonaws.com';
  const region = location === '' ? 'us-east-1' : location;
  return `${both ? 's3.dualstack' : 's3'}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
