import { key } from '../key-builders.ts';

const s3Keys = {
  ServerAddress: key.string('', 'Host, and port where it is another, of a server that speaks S3.', 's3.amazonaws.com'),
  AccessKey: key.secret('Access key; with SecretKey.'),
  SecretKey: key.secret('Its secret.'),
  SessionToken: key.secret('Session token of credentials that do not last.'),
  BucketName: key.string('', 'The bucket.'),
  BucketLocation: key.string('', 'Its region.', 'us-east-1'),
  Insecure: key.bool(false, 'Speak HTTP instead of HTTPS.'),
  AuthenticationType: key.string('', 'Whose credentials: access-key or iam.', 'access-key where ServerAddress, AccessKey and SecretKey are set, else iam'),
  ServerSideEncryption: key.string('', 'S3, KMS or DSSE-KMS.', "the bucket's own"),
  ServerSideEncryptionKeyID: key.string('', 'The key of KMS: alias, id or ARN.'),
  DualStack: key.optionalBool('Use the names of AWS that have IPv6 addresses too.', 'true'),
  PathStyle: key.optionalBool('Name the bucket in the path instead of in the host.', 'false for AWS and Google, else true'),
  Accelerate: key.bool(false, 'Use S3 Transfer Acceleration.'),
  RoleARN: key.string('', 'Role for transfers. Not supported: the URL is signed by the credentials themselves.'),
  UploadRoleARN: key.string('', 'Role for uploads. Not supported: the URL is signed by the credentials themselves.'),
  AssumeRoleMaxConcurrency: key.int(5, 'Not used, as no role is assumed.'),
  DisableAssumeRoleCredentialsCaching: key.bool(false, 'Not used, as no role is assumed.'),
};

const gcsKeys = {
  AccessID: key.string('', "The service account's address, or the access id of an HMAC key."),
  PrivateKey: key.secret("The service account's private key in PEM form, or the secret of the HMAC key."),
  CredentialsFile: key.string('', "The service account's key file (JSON)."),
  BucketName: key.string('', 'The bucket.'),
  UniverseDomain: key.string('', 'Domain of the cloud.', 'googleapis.com'),
};

const azureKeys = {
  AccountName: key.string('', 'The storage account.'),
  AccountKey: key.secret("The account's key, in base64."),
  ContainerName: key.string('', 'The container.'),
  StorageDomain: key.string('', 'Domain of the storage.', 'blob.core.windows.net'),
};

/** The keys of `[runners.cache]`. */
export const cacheKeys = {
  Type: key.string('', 'Kind of storage: s3, gcs or azure; empty for caches that stay on the instance.'),
  Path: key.string('', 'What the names of all objects begin with.'),
  Shared: key.bool(false, 'All runners use one cache.', 'a place for each runner'),
  MaxUploadedArchiveSize: key.int(0, 'Largest archive to upload, in bytes.', { min: 0, note: 'no limit' }),
  s3: key.optionalTable(s3Keys, 'A bucket of AWS, or of another server that speaks S3.'),
  gcs: key.optionalTable(gcsKeys, 'A bucket of Google Cloud Storage.'),
  azure: key.optionalTable(azureKeys, 'A container of Azure Blob Storage.'),
};
