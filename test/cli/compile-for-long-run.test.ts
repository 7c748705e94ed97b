import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../../cli/package-root.ts';

/** Settings of the engine hold for a whole process, so it has one to itself. */
const program = `
  import { cachedDataVersionTag } from 'node:v8';
  import { compileForLongRun } from ${JSON.stringify(pathToFileURL(join(packageRoot(), 'cli/compile-for-long-run.ts')).href)};
  const usual = cachedDataVersionTag();
  const putBack = compileForLongRun();
  const during = cachedDataVersionTag();
  putBack();
  console.log(JSON.stringify({ changes: during !== usual, returns: cachedDataVersionTag() === usual }));
`;

test('compiled code that is kept for the next start is valid again when a long run is over', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(JSON.parse(stdout || JSON.stringify(stderr))).toEqual({ changes: true, returns: true });
});
