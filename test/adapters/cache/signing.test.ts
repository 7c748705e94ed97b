import { createVerify, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { presignAzure } from '../../../adapters/cache/presign-azure.ts';
import { presignGcs } from '../../../adapters/cache/presign-gcs.ts';
import { presignS3 } from '../../../adapters/cache/presign-s3.ts';

const time = new Date('2026-03-02T10:15:00Z');
const credentials = { accessKey: 'AKIDEXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: '' };

interface Vector {
  readonly description: string;
  readonly bucket: string;
  readonly object: string;
  readonly method: string;
  readonly expiration: number;
  readonly timestamp: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly queryParameters?: Readonly<Record<string, string>>;
  readonly expectedUrl: string;
  readonly expectedStringToSign: string;
}

const { cases } = JSON.parse(readFileSync(new URL('vectors/gcs-v4.json', import.meta.url), 'utf8')) as { cases: readonly Vector[] };

describe('URLs of S3', () => {
  test("the example of AWS's own documentation", () => {
    const example = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', sessionToken: '' };
    const url = presignS3(
      {
        method: 'GET',
        endpoint: 'https://examplebucket.s3.amazonaws.com',
        path: '/test.txt',
        region: 'us-east-1',
        headers: {},
        time: new Date('2013-05-24T00:00:00Z'),
        lifetimeSeconds: 86_400,
      },
      example,
    );
    expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
  });

  // Made with botocore 1.44.8.
  test.each([
    {
      name: 'a bucket in the host',
      request: { method: 'GET', endpoint: 'https://cache.s3.dualstack.eu-west-1.amazonaws.com', path: '/runner/abc/project/42/k1', headers: {} },
      token: '',
      expected:
        'https://cache.s3.dualstack.eu-west-1.amazonaws.com/runner/abc/project/42/k1?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260302%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260302T101500Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=fb5b3f4a696c0e88e6f08c4ffc5f2de070aa97dcd2f6ed0fe42b42a9b11fc6b2',
    },
    {
      name: 'an odd name, headers and a session token',
      request: {
        method: 'PUT',
        endpoint: 'http://127.0.0.1:7070',
        path: '/cache/project/1/a b+c~(x)',
        headers: { 'x-amz-server-side-encryption': 'AES256', 'x-amz-meta-cachekey': 'a b+c~(x)' },
      },
      token: 'tok/en+==',
      expected:
        'http://127.0.0.1:7070/cache/project/1/a%20b%2Bc~%28x%29?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260302%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260302T101500Z&X-Amz-Expires=3600&X-Amz-Security-Token=tok%2Fen%2B%3D%3D&X-Amz-SignedHeaders=host%3Bx-amz-meta-cachekey%3Bx-amz-server-side-encryption&X-Amz-Signature=acafc1660df160436ee30f571282248d19d9593317d2143a0f049ce8872cbd82',
    },
  ] as const)("$name, as AWS's own library signs it", ({ request, token, expected }) => {
    expect(presignS3({ ...request, region: 'eu-west-1', time, lifetimeSeconds: 3600 }, { ...credentials, sessionToken: token })).toBe(expected);
  });

  test('no longer than AWS admits', () => {
    const url = presignS3(
      { method: 'GET', endpoint: 'https://b.s3.amazonaws.com', path: '/o', region: 'us-east-1', headers: {}, time, lifetimeSeconds: 10_000_000 },
      credentials,
    );
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('604800');
  });
});

describe('URLs of Google Cloud Storage', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

  test.each(cases)(
    "Google's conformance test: $description",
    ({ bucket, object, method, expiration, timestamp, headers = {}, queryParameters = {}, expectedUrl, expectedStringToSign }) => {
      const request = { method, endpoint: 'https://storage.googleapis.com', path: `/${bucket}/${object}`, headers, query: queryParameters };
      const account = { accessId: 'test-iam-credentials@dummy-project-id.iam.gserviceaccount.com', privateKey };
      const [url, signature] = presignGcs({ ...request, time: new Date(timestamp), lifetimeSeconds: expiration }, account).split('&X-Goog-Signature=');
      expect(url).toBe(expectedUrl);
      expect(createVerify('RSA-SHA256').update(expectedStringToSign).verify(publicKey, signature!, 'hex')).toBe(true);
    },
  );

  test('an HMAC key signs like S3, by other names', () => {
    const url = presignGcs(
      { method: 'GET', endpoint: 'https://storage.googleapis.com', path: '/b/o', headers: {}, time, lifetimeSeconds: 60 },
      { accessId: 'GOOG1E', privateKey: 'secret' },
    );
    expect(new URL(url).searchParams.get('X-Goog-Algorithm')).toBe('GOOG4-HMAC-SHA256');
    expect(new URL(url).searchParams.get('X-Goog-Signature')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('URLs of Azure Blob Storage', () => {
  // Signatures by azure-storage-blob 12.31.1, told to speak this version.
  test.each([
    ['r', 'qdZao9Tkx42sb407vLakOdPM4Pq64IA3vdgl6Gq4+P8='],
    ['cw', 'fXlROnZWG1FW+DeMEKfY2rd5M8W7qcGjmeE8gQffi1o='],
  ] as const)("with permissions %s, as Azure's own library signs it", (permissions, signature) => {
    const request = {
      permissions,
      endpoint: 'https://acct.blob.core.windows.net',
      container: 'caches',
      blob: 'runner/abc/project/42/a b',
      time,
      lifetimeSeconds: 3600,
    };
    const url = new URL(presignAzure(request, { accountName: 'acct', accountKey: 'c2VjcmV0LWtleQ==' }));
    expect(url.pathname).toBe('/caches/runner/abc/project/42/a%20b');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      sv: '2021-12-02',
      spr: 'https',
      st: '2026-03-02T10:10:00Z',
      se: '2026-03-02T11:15:00Z',
      sr: 'b',
      sp: permissions,
      sig: signature,
    });
  });
});
