import { describe, expect, test } from 'vitest';
import { artifactScript } from '../../../adapters/artifacts/artifact-script.ts';
import { quoted } from '../../../adapters/artifacts/powershell/quoted.ts';
import type { TransferPlan } from '../../../adapters/artifacts/transfer-plan.ts';
import { downloadPlan, hurried, jobToken, selected, uploadPlan } from './plans.ts';

const project = '\0/builds/project';
const archive = {
  key: "it's",
  file: '../cache/k/cache.zip',
  alternateFile: 'x',
  download: { url: 'https://s3/k?sig', headers: {} },
  upload: { url: 'https://s3/k?put', headers: { 'x-ms-blob-type': 'BlockBlob' } },
  head: null,
};
const site = { projectDirectory: project, pace: hurried };
const plans: readonly (readonly [string, TransferPlan, readonly string[]])[] = [
  [
    'upload',
    uploadPlan('https://gitlab.example.com', project, [{ files: selected(project, ['out/'], ['**/*.tmp'], true) }]),
    ['artifacts-uploader', "Pick 'out/' 'out' 'out'", "Exclude '**/*.tmp' '(.*/)?[^/]*\\.tmp'", 'Pick-Untracked', 'Make-Zip $file'],
  ],
  ['download', downloadPlan('https://gitlab.example.com', project), ['artifacts-downloader', 'Fetch-Artifacts', 'Expand-Into $file']],
  [
    'restore',
    { kind: 'restore-cache', site, timeout: 10, steps: [{ kind: 'cache', archives: [archive], cleaned: ['vendor'] }] },
    ['cache-extractor', "Restore-Cache '../cache/k/cache.zip' 'https://s3/k?sig'", "Checking cache for it''s..."],
  ],
  [
    'save',
    { kind: 'save-cache', site, timeout: 10, steps: [{ kind: 'cache', archive, files: selected(project, ['vendor']), largestUpload: 7 }] },
    ['cache-archiver', "@{ 'x-ms-blob-type' = 'BlockBlob' }", "Creating cache it''s..."],
  ],
];

/** The text without strings and comments, so that brackets can be counted. */
function skeleton(script: string): string {
  return script
    .replaceAll(/^#.*$/gm, '')
    .replaceAll(/'(?:[^']|'')*'/g, '')
    .replaceAll(/"(?:\$\((?:[^()]|\([^()]*\))*\)|[^"])*"/g, '');
}

describe('scripts for PowerShell, read as text', () => {
  test.each(plans)('%s tries gitlab-runner, then .NET', (_, plan, expected) => {
    const text = artifactScript(plan, 'pwsh');
    expect(text).toBe(artifactScript(plan, 'powershell'));
    for (const part of ['if (Get-Command gitlab-runner -ErrorAction SilentlyContinue) {', ...expected]) expect(text).toContain(part);
  });

  test.each(plans)('%s closes every bracket that it opens', (_, plan) => {
    const text = skeleton(artifactScript(plan, 'pwsh'));
    for (const [open, close] of [
      ['{', '}'],
      ['(', ')'],
      ['[', ']'],
    ] as const)
      expect(text.split(open).length, `${open}${close}`).toBe(text.split(close).length);
  });

  test('the token is in the environment of gitlab-runner, not among its words', () => {
    const text = artifactScript(plans[0]![1], 'pwsh');
    const call = text.split('\n').find((line) => line.includes('& gitlab-runner'))!;
    expect(call.indexOf(jobToken)).toBeLessThan(call.indexOf('& gitlab-runner'));
    expect(call.slice(call.indexOf('& gitlab-runner'))).not.toContain(jobToken);
    expect(call).toMatch(/; \$env:CI_JOB_TOKEN = \$before_CI_JOB_TOKEN$/);
  });

  test('a string holds what would end it, also as typographers write it', () => {
    expect(quoted(`it's ’ "$x"`)).toBe(`'it''s ’’ "$x"'`);
    expect(quoted('\0/cache')).toBe(`(''+$HOME+'/cache')`);
  });
});
