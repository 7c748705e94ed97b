import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Sealed } from '../../../adapters/config/sealed.ts';
import { stateFilePath } from '../../../adapters/state/state-file-path.ts';
import { StateFile, type StateFileOptions } from '../../../adapters/state/state-file.ts';
import type { StoredInstance } from '../../../core/scaling/stored-instance.ts';

const root = mkdtempSync(join(tmpdir(), 'drydock-state-'));
afterAll(() => rmSync(root, { recursive: true }));
let path: string;
let folders = 0;
let said: string[];
beforeEach(() => {
  path = join(root, String(++folders), 'state', 'runner.json');
  said = [];
});

const open = (options: StateFileOptions = {}): StateFile => new StateFile(path, { intervalMs: 50, report: (message) => void said.push(message), ...options });
const used = (useCount: number): StoredInstance[] => [{ id: 'i-1', useCount, acquiredCount: 1 }];

describe('a state file', () => {
  test('gives back what was written, and nothing where nothing was', async () => {
    const file = open();
    expect(file.read()).toEqual([]);
    file.write(() => used(3));
    await file.close();
    expect(open().read()).toEqual(used(3));
    expect(said).toEqual([]);
  });

  test('is for its owner alone, also where a draft of anybody lies about', async () => {
    const file = open();
    file.write(() => used(1));
    await file.flush();
    writeFileSync(`${path}.new`, 'somebody', { mode: 0o666 });
    file.write(() => used(2));
    await file.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['runner.json']);
  });

  test('is written at the first change at once, and at the end of the interval once more for all that came within', async () => {
    const file = open({ intervalMs: 300 });
    let current = 1;
    let asked = 0;
    const change = (): void => {
      file.write(() => {
        asked++;
        return used(current);
      });
    };
    change();
    await vi.waitFor(() => expect(open().read()).toEqual(used(1)), { timeout: 250, interval: 5 });
    for (current = 2; current < 100; current++) change();
    expect(asked).toBe(1);
    await vi.waitFor(() => expect(open().read()).toEqual(used(100)), { timeout: 1_000, interval: 5 });
    expect(asked).toBe(2);
    await file.close();
  });

  test('that has what is to be written is left alone', async () => {
    const file = open();
    file.write(() => used(1));
    await file.flush();
    const { ino } = statSync(path);
    file.write(() => used(1));
    await file.flush();
    expect(statSync(path).ino).toBe(ino);
    file.write(() => used(2));
    await file.close();
    expect(statSync(path).ino).not.toBe(ino);
  });

  test.each([
    ['torn', '{"format":1,"instances":[{"id":"i-1","useC'],
    ['empty', ''],
    ['of another program', '{"version":3}'],
    ['of a later version', '{"format":2,"instances":[]}'],
    ['with a count below zero', '{"format":1,"instances":[{"id":"i-1","useCount":-1,"acquiredCount":0}]}'],
    ['binary', '\u0000\u0000\u0000'],
  ])('that is %s is put aside, said, and survived', async (_, text) => {
    const file = open();
    file.write(() => used(1));
    await file.close();
    writeFileSync(path, text);
    const next = open();
    expect(next.read()).toEqual([]);
    expect(said).toEqual([expect.stringContaining(`is kept as ${path}.broken`)]);
    expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text);
    expect(existsSync(path)).toBe(false);
    next.write(() => used(2));
    await next.close();
    expect(open().read()).toEqual(used(2));
  });

  test('that cannot be written is said once, and written as soon as it can be', async () => {
    writeFileSync(join(root, String(folders)), 'in the way');
    const file = open({ intervalMs: 20 });
    file.write(() => used(1));
    await sleep(150);
    expect(said).toEqual([expect.stringContaining('cannot be stored')]);
    rmSync(join(root, String(folders)));
    await vi.waitFor(() => expect(said).toHaveLength(2));
    expect(said[1]).toBe('the state is stored again');
    expect(open().read()).toEqual(used(1));
    await file.close();
  });

  test('that cannot be written does not keep its owner from closing it', async () => {
    writeFileSync(join(root, String(folders)), 'in the way');
    const file = open();
    file.write(() => used(1));
    await file.close();
    expect(said).toHaveLength(1);
  });

  test('whose writer is killed at any moment holds one of the states that were written', async () => {
    const script = fileURLToPath(new URL('write-for-ever.ts', import.meta.url));
    let last = 0;
    for (let kill = 0; kill < 10; kill++) {
      const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [first] = (await once(child.stdout, 'data')) as [Buffer];
      await sleep(Math.random() * 60);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const state = open().read();
      const count = state[0]?.useCount ?? 0;
      expect(state).toEqual(Array.from({ length: 1 + (count % 50) }, (_, index) => ({ id: `instance-${index}`, useCount: count, acquiredCount: count % 3 })));
      expect(count).toBeGreaterThanOrEqual(Number(String(first).split('\n')[0]));
      expect(count).toBeGreaterThan(last);
      last = count;
    }
    expect(said).toEqual([]);
  }, 60_000);
});

describe('the place of a state file', () => {
  const place = { configFile: '/etc/gitlab-runner/config.toml', dir: '', token: new Sealed('glrt-secretsecretsecret') };

  test('is beside the configuration, unless the configuration says where', () => {
    expect(stateFilePath(place)).toMatch(/^\/etc\/gitlab-runner\/\.taskscaler\/drydock-[0-9a-f]{32}\.json$/);
    expect(stateFilePath({ ...place, dir: '/var/lib/drydock' })).toMatch(/^\/var\/lib\/drydock\/drydock-[0-9a-f]{32}\.json$/);
  });

  test('is another for another token, and shows no part of it', () => {
    const other = stateFilePath({ ...place, token: new Sealed('glrt-secretsecretsecreT') });
    expect(other).not.toBe(stateFilePath(place));
    expect(other).not.toContain('secret');
  });
});
