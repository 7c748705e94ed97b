import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { root } from '../house/repository.ts';

const page = join(root, 'docs/WORKED-EXAMPLE.md');
const folder = mkdtempSync(join(tmpdir(), 'drydock-worked-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A command of the page, and what it is said to print where something is. */
const block = /```sh\n([^`]+)\n```(?:(\n\n<!-- output -->\n\n```text\n)([^]*?)(```))?/g;
/** What stands on a terminal while one waits. */
const progress = /^[█░ ]*\d+\/\d+ .*\n/gm;

/** Runs a command of the built program as somebody in the folder would; what it prints, progress left out. */
async function printed(command: string): Promise<string> {
  const sim = `'${process.execPath}' '${join(root, 'dist/cli/sim.js')}'`;
  const shell = promisify(execFile);
  const options = { cwd: folder, env: { ...process.env, LANG: 'C.UTF-8', COLUMNS: '', NO_COLOR: '1' }, maxBuffer: 10_000_000 };
  const outcome = await shell('sh', ['-c', `(${command.replaceAll('npx sim', sim)}) 2>&1`], options).catch(
    // An objective that is missed is an outcome too.
    (error: unknown) => error as { readonly code: number; readonly stdout: string },
  );
  expect([command, 'code' in outcome ? outcome.code : 0, outcome.stdout]).toEqual([command, expect.toBeOneOf([0, 99]), outcome.stdout]);
  return outcome.stdout.replace(progress, '').replace(/ +$/gm, '');
}

test('the worked example prints what its page shows, command by command', { timeout: 280_000 }, async () => {
  for (const file of ['config.toml', 'fleet.yaml']) cpSync(join(root, 'docs/examples/worked', file), join(folder, file));
  cpSync(join(root, 'scenarios/traces/bitcoin-core-gha-2025-09.csv'), join(folder, 'history.csv'));
  const text = readFileSync(page, 'utf8');
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(block)) {
    const [whole, command = '', head, , tail = ''] = match;
    const output = await printed(command);
    const shown = head === undefined ? whole : `\`\`\`sh\n${command}\n\`\`\`${head}${output}${tail}`;
    parts.push(text.slice(end, match.index), shown);
    end = match.index + whole.length;
  }
  const written = parts.join('') + text.slice(end);
  expect(parts.length).toBeGreaterThan(10);
  expect(statSync(join(folder, 'capacity.html')).size).toBeGreaterThan(10_000);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(page, written);
  else expect(written).toBe(text);
});
