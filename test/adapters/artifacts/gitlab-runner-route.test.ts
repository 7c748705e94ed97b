import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TransferPlan } from '../../../adapters/artifacts/transfer-plan.ts';
import { Instance } from './instance.ts';
import type { Ran } from './instance.ts';
import { downloadPlan, hurried, jobToken, selected, uploadPlan } from './plans.ts';

/** Stands for gitlab-runner: writes down how it was called, and ends as it is told. */
function stub(exitCode: number): string {
  return `#!/bin/sh
if [ "$1" = --version ]; then exit 0; fi
{ for word in "$@"; do printf '[%s]' "$word"; done; printf ' %s %s\\n' "$CI_JOB_TOKEN" "$CACHE_METADATA"; } >>"$HOME/calls"
exit ${String(exitCode)}
`;
}

async function called(makePlan: (project: string) => TransferPlan, exitCode = 0): Promise<Ran & { readonly calls: string }> {
  using instance = new Instance(['curl', 'zip'], { 'gitlab-runner': stub(exitCode) });
  const ran = await instance.script(makePlan(instance.project));
  return { ...ran, calls: readFileSync(join(instance.home, 'calls'), 'utf8') };
}

const archive = {
  key: 'k1',
  file: '../../cache/k1/cache.zip',
  alternateFile: '../../cache/h/cache.zip',
  download: { url: 'https://s3/k1?sig', headers: {} },
  upload: { url: 'https://s3/k1?put', headers: { 'x-amz-meta-cachekey': 'k1' } },
  head: { url: 'https://s3/k1?head', headers: {} },
};

describe('an instance that has gitlab-runner moves its files with it', () => {
  test('an upload, with the token in the environment', async () => {
    const ran = await called((root) =>
      uploadPlan('https://gitlab.example.com', root, [{ files: selected(root, ['out/', "it's odd"], ['**/*.tmp'], true), expireIn: '1 week' }]),
    );
    expect(ran.lines).toEqual(['Uploading artifacts...']);
    expect(ran.calls).toBe(
      "[artifacts-uploader][--url][https://gitlab.example.com][--id][1000][--timeout][1h0m0s][--response-header-timeout][10m0s][--path][out/][--path][it's odd]" +
        `[--exclude][**/*.tmp][--untracked][--name][bundle][--expire-in][1 week][--artifact-format][zip][--artifact-type][archive] ${jobToken} \n`,
    );
  });

  test('a failed upload fails the stage with its exit code, and is the last', async () => {
    const ran = await called((root) => uploadPlan('https://gitlab.example.com', root, [{ files: selected(root, ['a']) }, { files: selected(root, ['b']) }]), 1);
    expect(ran.exitCode).toBe(1);
    expect(ran.calls.trim().split('\n')).toHaveLength(1);
  });

  test('a download, with the token of the other job', async () => {
    const ran = await called((root) => downloadPlan('https://gitlab.example.com', root, { jobId: 999, token: 'glcbt-64_other' }));
    expect(ran.lines).toEqual(['Downloading artifacts for 40-artifacts-upload (999)...']);
    expect(ran.calls).toBe('[artifacts-downloader][--url][https://gitlab.example.com][--id][999] glcbt-64_other \n');
  });

  test('a cache is restored from the next key when the first fails, and no failure fails the job', async () => {
    const steps = [{ kind: 'cache' as const, archives: [archive, { ...archive, key: 'k2', download: null }], cleaned: [] }];
    const ran = await called((projectDirectory) => ({ kind: 'restore-cache', site: { projectDirectory, pace: hurried }, timeout: 10, steps }), 1);
    expect(ran.exitCode).toBe(0);
    expect(ran.lines).toEqual(['Checking cache for k1...', 'Failed to extract cache', 'Checking cache for k2...', 'Failed to extract cache']);
    expect(ran.calls).toBe(
      '[cache-extractor][--file][../../cache/k1/cache.zip][--timeout][10][--url][https://s3/k1?sig]  \n[cache-extractor][--file][../../cache/k1/cache.zip][--timeout][10]  \n',
    );
  });

  test('a cache is saved with what was signed, and its key as metadata', async () => {
    const ran = await called((projectDirectory) => ({
      kind: 'save-cache',
      site: { projectDirectory, pace: hurried },
      timeout: 10,
      steps: [{ kind: 'cache', archive, files: selected(projectDirectory, ['vendor/']), largestUpload: 5 }],
    }));
    expect(ran.lines).toEqual(['Creating cache k1...', 'Created cache']);
    expect(ran.calls).toBe(
      '[cache-archiver][--file][../../cache/k1/cache.zip][--alternate-file][../../cache/h/cache.zip][--timeout][10][--max-uploaded-archive-size][5][--path][vendor/]' +
        '[--url][https://s3/k1?put][--header][x-amz-meta-cachekey: k1][--check-url][https://s3/k1?head]  {"cachekey":"k1"}\n',
    );
  });
});
