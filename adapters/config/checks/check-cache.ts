import type { CacheTable } from '../gitlab-runner-config.ts';
import type { Report } from '../problem.ts';
import type { CheckedRunner } from './checked-runner.ts';

/** Checks the storage of caches. All are warnings, as a runner whose caches stay on the instances still runs jobs. */
export function checkCache({ table: { cache }, path }: CheckedRunner, report: Report): void {
  if (cache === null || cache.Type === '') return;
  const table = ['s3', 'gcs', 'azure'].find((type) => type === cache.Type);
  const warn = (message: string, at: readonly string[], hint: string): void => {
    report({ severity: 'warning', rule: 'cache', message, path: [...path, 'cache', ...at], at: 'value', hint });
  };
  if (table === undefined) return warn(`unknown type of cache "${cache.Type}": caches stay on the instances`, ['Type'], 'use s3, gcs or azure');
  const missing = missingKeys(cache);
  if (missing.length > 0)
    warn(`the ${cache.Type} cache needs ${missing.join(', ')}: caches stay on the instances`, ['Type'], `set them in [runners.cache.${table}]`);
  if (cache.Type === 's3' && (cache.s3?.RoleARN ?? '') + (cache.s3?.UploadRoleARN ?? '') !== '') {
    warn('roles are not assumed for the cache: its URLs are signed by the credentials themselves', ['s3'], 'remove RoleARN and UploadRoleARN');
  }
}

function missingKeys({ Type, s3, gcs, azure }: CacheTable): readonly string[] {
  const unset = (keys: Readonly<Record<string, string>>): string[] => Object.keys(keys).filter((name) => keys[name] === '');
  switch (Type) {
    case 's3':
      return unset({ BucketName: s3?.BucketName ?? '' });
    case 'gcs': {
      const bucket = unset({ BucketName: gcs?.BucketName ?? '' });
      const byFile = (gcs?.CredentialsFile ?? '') !== '';
      return byFile ? bucket : [...bucket, ...unset({ AccessID: gcs?.AccessID ?? '', PrivateKey: gcs?.PrivateKey.reveal() ?? '' })];
    }
    default:
      return unset({ ContainerName: azure?.ContainerName ?? '', AccountName: azure?.AccountName ?? '', AccountKey: azure?.AccountKey.reveal() ?? '' });
  }
}
