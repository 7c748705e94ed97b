import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './repository.ts';

const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-closing-line-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs a suite of these files as `npm test` does; the last line that is printed, and the exit code. */
async function closingLineOf(files: Readonly<Record<string, string>>): Promise<{ line: string | undefined; code: number }> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), `import { test } from 'vitest';\n${text}`);
  const reporter = join(root, 'test/house/closing-line-reporter.ts');
  const argv = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, '--reporter', reporter];
  const { stdout, code } = await run(process.execPath, argv, { cwd: folder }).then(
    (done) => ({ stdout: done.stdout, code: 0 }),
    (failure: unknown) => failure as { stdout: string; code: number },
  );
  return { line: stdout.trimEnd().split('\n').at(-1), code };
}

test('the last line of a run that passes counts what passed and what was skipped', async () => {
  const suite = { 'a.test.ts': "test('one', () => {});\ntest.skip('two', () => {});\n", 'b.test.ts': "test('three', () => {});\n" };
  expect(await closingLineOf(suite)).toEqual({ line: '2 passed, 0 failed, 1 skipped', code: 0 });
});

test('the last line of a run counts a failed test, a file that does not load and an error outside any test as one failure each', async () => {
  const suite = {
    'fails.test.ts': "test('one', () => {\n  throw new Error('no');\n});\ntest('two', () => {});\n",
    'unreadable.test.ts': "throw new Error('not even loaded');\n",
    'stray.test.ts':
      "test('three', async () => {\n  setTimeout(() => {\n    throw new Error('late');\n  }, 1);\n  await new Promise((done) => setTimeout(done, 50));\n});\n",
  };
  expect(await closingLineOf(suite)).toEqual({ line: '2 passed, 3 failed, 0 skipped', code: 1 });
});
