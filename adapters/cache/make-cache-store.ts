import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { z } from 'zod';
import type { CacheTable } from '../config/gitlab-runner-config.ts';
import { FaultError } from '../fault-error.ts';
import type { CacheStore } from './cache-store.ts';
import { ObjectStore } from './object-store.ts';
import type { ObjectSigner } from './object-store.ts';
import { presignAzure } from './presign-azure.ts';
import { presignGcs } from './presign-gcs.ts';
import type { GcsCredentials } from './presign-gcs.ts';
import { presignS3 } from './presign-s3.ts';
import type { S3Credentials } from './presign-s3.ts';
import { InstanceCredentials } from './s3-credentials.ts';
import { s3Endpoint } from './s3-endpoint.ts';

const keyFile = z.object({ client_email: z.string(), private_key: z.string() });

/** What a store depends on beside its table. */
export interface CacheStoreOptions {
  /** The runner's token as it is shown, which names its place in a storage that is not shared. */
  readonly shortToken: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/**
 * The storage that a `[runners.cache]` names; null where it names none, or leaves out what is needed (of which loading the configuration has warned).
 *
 * @throws FaultError when a credentials file cannot be read.
 */
export function makeCacheStore(table: CacheTable | null, options: CacheStoreOptions): CacheStore | null {
  if (table === null) return null;
  const signer = signerOf(table, options);
  if (signer === null) return null;
  const prefix = posix.join(table.Path, table.Shared ? '' : posix.join('runner', options.shortToken));
  return new ObjectStore(signer, { prefix: prefix === '.' ? '' : prefix, largestUpload: table.MaxUploadedArchiveSize, now: options.now });
}

function signerOf({ Type: type, s3, gcs, azure, MaxUploadedArchiveSize: limit }: CacheTable, options: CacheStoreOptions): ObjectSigner | null {
  if (type === 's3' && s3 !== null && s3.BucketName !== '') return s3Signer(s3, options);
  if (type === 'gcs' && gcs !== null && gcs.BucketName !== '') return gcsSigner(gcs, limit);
  if (type === 'azure' && azure !== null && azure.ContainerName !== '' && azure.AccountName !== '') return azureSigner(azure);
  return null;
}

function s3Signer(table: NonNullable<CacheTable['s3']>, options: CacheStoreOptions): ObjectSigner {
  const { endpoint, base } = s3Endpoint(table);
  const region = table.BucketLocation === '' ? 'us-east-1' : table.BucketLocation;
  const fixed: S3Credentials = { accessKey: table.AccessKey.reveal(), secretKey: table.SecretKey.reveal(), sessionToken: table.SessionToken.reveal() };
  const wanted = table.AuthenticationType.toLowerCase();
  const complete = table.ServerAddress !== '' && fixed.accessKey !== '' && fixed.secretKey !== '';
  const machine = new InstanceCredentials(options);
  const credentials =
    wanted === 'access-key' || (wanted === '' && complete) ? (): Promise<S3Credentials> => Promise.resolve(fixed) : (): Promise<S3Credentials> => machine.get();
  return {
    uploadHeaders: encryptionHeaders(table.ServerSideEncryption, table.ServerSideEncryptionKeyID),
    metadataPrefix: 'x-amz-meta-',
    sign: async ({ method, object, headers, time, lifetimeSeconds }) =>
      presignS3({ method, endpoint, path: `${base}/${object}`, region, headers, time, lifetimeSeconds }, await credentials()),
  };
}

function encryptionHeaders(type: string, keyId: string): Record<string, string> {
  const names: Readonly<Record<string, string>> = {
    S3: 'AES256',
    AES256: 'AES256',
    KMS: 'aws:kms',
    'AWS:KMS': 'aws:kms',
    'DSSE-KMS': 'aws:kms:dsse',
    'AWS:KMS:DSSE': 'aws:kms:dsse',
  };
  const name = names[type.toUpperCase()];
  if (name === undefined) return {};
  const key = name === 'AES256' || keyId === '' ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': keyId };
  return { 'x-amz-server-side-encryption': name, ...key };
}

function gcsSigner(table: NonNullable<CacheTable['gcs']>, limit: number): ObjectSigner {
  const credentials = gcsCredentials(table);
  const endpoint = `https://storage.${table.UniverseDomain === '' ? 'googleapis.com' : table.UniverseDomain}`;
  return {
    uploadHeaders: { 'Content-Type': 'application/octet-stream', ...(limit > 0 ? { 'x-goog-content-length-range': `0,${String(limit)}` } : {}) },
    metadataPrefix: 'x-goog-meta-',
    sign: ({ method, object, headers, time, lifetimeSeconds }) =>
      presignGcs({ method, endpoint, path: `/${table.BucketName}/${object}`, headers, time, lifetimeSeconds }, credentials),
  };
}

function gcsCredentials({ AccessID: accessId, PrivateKey: privateKey, CredentialsFile: file }: NonNullable<CacheTable['gcs']>): GcsCredentials {
  if (file === '') return { accessId, privateKey: privateKey.reveal() };
  try {
    const found = keyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { accessId: found.client_email, privateKey: found.private_key };
  } catch {
    throw new FaultError('auth', `the credentials file of the cache cannot be used: ${file}`);
  }
}

function azureSigner(table: NonNullable<CacheTable['azure']>): ObjectSigner {
  const { AccountName: accountName, ContainerName: container } = table;
  const endpoint = `https://${accountName}.${table.StorageDomain === '' ? 'blob.core.windows.net' : table.StorageDomain}`;
  return {
    uploadHeaders: { 'x-ms-blob-type': 'BlockBlob' },
    metadataPrefix: 'x-ms-meta-',
    sign: ({ method, object, time, lifetimeSeconds }) =>
      presignAzure(
        { permissions: method === 'PUT' ? 'cw' : 'r', endpoint, container, blob: object, time, lifetimeSeconds },
        { accountName, accountKey: table.AccountKey.reveal() },
      ),
  };
}
