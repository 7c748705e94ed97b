import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../house/repository.ts';

const run = promisify(execFile);
const patient = { timeout: 180_000 };

/** What a compiler complains of in a project; empty when nothing. */
async function compilerErrors(project: string): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], patient).catch(
    (failure: unknown) => failure as { stdout: string },
  );
  return stdout;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

// What a user of both libraries writes. An error that is expected but not reported is an error too: it shows that the types are not `any`.
const use = `
import { InvariantError, type Effect, type RemovalReason } from 'drydock/core';
import * as all from 'drydock';
import { causes, type Cause, type Result } from 'drydock/sim';

export const first: Cause | undefined = causes[0];
export const reason: RemovalReason = 'idle';
// @ts-expect-error: the reasons are a closed union
export const wrong: RemovalReason = 'boredom';
// @ts-expect-error: so are the effects
export const effect: Effect = { kind: 'sleep' };
export const same: boolean = all.InvariantError === InvariantError;
export function hash(result: Result): string {
  return result.hash;
}
export function hashLength(result: Result): number {
  // @ts-expect-error: a result has no such field
  return result.hashes.length;
}
`;

let home: string;
let app: string;
let packed: Packed;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-package-'));
  app = join(home, 'app');
  await mkdir(app);
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', home], { cwd: root, ...patient });
  packed = (JSON.parse(stdout) as Packed[])[0]!;
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', join(home, packed.filename)], { cwd: app, ...patient });
}, 240_000);

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('the packed package', () => {
  test('holds the program, its types, the scenarios and the licence, and nothing of the tests', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'package.json',
        'cli/bin/sim.cjs',
        'cli/bin/drydock.cjs',
        'cli/bin/start.cjs',
        'dist/cli/sim.js',
        'dist/cli/drydock.js',
        'dist/core/index.d.ts',
        'dist/sim/index.d.ts',
        'dist/page/main.js',
        'dist/page/simulator.js.gz',
        'dist/page/style.css',
        'scenarios/mac-nesting.yaml',
        'scenarios/config/mac-nesting.toml',
      ]),
    );
    expect(paths.filter((path) => path.startsWith('test/') || path.startsWith('dist/test/') || path.endsWith('.tsbuildinfo'))).toEqual([]);
    expect(packed.size).toBeLessThan(3_000_000);
  });

  test('runs a built-in scenario where it is installed', async () => {
    const { stdout, code } = await run('npx', ['--no-install', 'sim', 'run', '@mac-nesting', '--json'], { cwd: app, ...patient }).then(
      (done) => ({ stdout: done.stdout, code: 0 }),
      (failure: unknown) => failure as { stdout: string; code: number },
    );
    const result = JSON.parse(stdout) as { scenario: { name: string }; complete: boolean; hash: string; slo: { ok: boolean; severity: string }[] };
    expect(result.scenario.name).toBe('mac-nesting');
    expect(result.complete).toBe(true);
    expect(result.hash).toMatch(/^[0-9a-f]{16,}$/);
    expect(code).toBe(result.slo.some(({ ok, severity }) => !ok && severity === 'error') ? 99 : 0);
  });

  test('writes the page with the simulator in it where it is installed', async () => {
    const { stdout } = await run('npx', ['--no-install', 'sim', 'playground'], { cwd: app, ...patient, maxBuffer: 10_000_000 });
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<script type="application\/gzip" id="simulator">[\w+/=]{100000,}<\/script>/);
  });

  test.each(['sim', 'drydock'])('%s knows its version', async (program) => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    const { stdout } = await run('npx', ['--no-install', program, '--version'], { cwd: app, ...patient });
    expect(stdout.trim()).toBe(version);
  });

  test('is a library that runs its example and needs no types of Node or of a browser', async () => {
    const examples = join(app, 'examples');
    await cp(join(root, 'docs/examples'), examples, { recursive: true });
    expect(await compilerErrors(examples)).toBe('');
    const { firstJob } = (await import(pathToFileURL(join(examples, 'out/first-job.js')).href)) as { firstJob: () => readonly string[] };
    expect(firstJob()).toEqual(['increase by 2', 'start-job 1 on i-1, slot 0']);
  });

  test('has exact types, in a browser too', async () => {
    const project = join(app, 'types');
    const options = { target: 'ES2024', lib: ['ES2024', 'DOM'], types: [], module: 'NodeNext', strict: true, exactOptionalPropertyTypes: true, noEmit: true };
    await mkdir(project);
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['use.ts'] }));
    await writeFile(join(project, 'use.ts'), use);
    expect(await compilerErrors(project)).toBe('');
  });

  test('asks for the Node that its launchers ask for', async () => {
    const { engines } = JSON.parse(await readFile(join(app, 'node_modules/drydock/package.json'), 'utf8')) as { engines: { node: string } };
    expect(await readFile(join(app, 'node_modules/drydock/cli/bin/start.cjs'), 'utf8')).toContain(`oldest = '${engines.node.replace('>=', '')}';`);
  });

  test.each([
    ['v12.22.12', 'sim'],
    ['v20.20.2', 'sim'],
    ['v22.20.0', 'drydock'],
    // Its HTTP client passes a proxy over in silence.
    ['v24.4.1', 'drydock'],
  ])('on Node %s %s says in one line what is missing', async (version, program) => {
    const pretend = `Object.defineProperty(process, 'version', { value: '${version}' });
      Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version.slice(1)}' } });
      require(${JSON.stringify(join(app, 'node_modules/drydock/cli/bin', `${program}.cjs`))});`;
    const failure: unknown = await run(process.execPath, ['-e', pretend], patient).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `drydock needs Node 24.5 or newer; this is ${version}: run it through npx from a checkout, or install Node 24.5\n`,
    });
  });
});
