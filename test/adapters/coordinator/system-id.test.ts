import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemId } from '../../../adapters/coordinator/system-id.ts';

describe('the system id', () => {
  let folder: string;
  let config: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-system-id-'));
    config = join(folder, 'config.toml');
    file = join(folder, '.runner_system_id');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const machineId = () => Promise.resolve('0123456789abcdef0123456789abcdef\n');
  const noMachineId = () => Promise.reject(new Error('none'));

  test('is s_ and twelve digits of the HMAC of the machine id, as GitLab Runner makes it', async () => {
    const digits = createHmac('sha256', '0123456789abcdef0123456789abcdef').update('gitlab-runner').digest('hex').slice(0, 12);
    expect(await systemId(config, { machineId })).toBe(`s_${digits}`);
  });

  test('is r_ and twelve letters or digits by chance where the machine has no id', async () => {
    const made = await systemId(config, { machineId: noMachineId });
    expect(made).toMatch(/^r_[0-9a-zA-Z]{12}$/);
    expect(await systemId(join(folder, 'other', 'config.toml'), { machineId: noMachineId })).not.toBe(made);
  });

  test('is found on this machine too', async () => {
    expect(await systemId(config)).toMatch(/^[sr]_[0-9a-zA-Z]{12}$/);
  });

  test('is kept in .runner_system_id beside config.toml, for the owner alone', async () => {
    const made = await systemId(config, { machineId: noMachineId });
    expect(await readFile(file, 'utf8')).toBe(made);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await systemId(config, { machineId: noMachineId })).toBe(made);
  });

  test('is the one in the file, whatever the machine says', async () => {
    await writeFile(file, 'r_ABCdef012345\n');
    expect(await systemId(config, { machineId })).toBe('r_ABCdef012345');
  });

  test.each(['', 's_short', 'x_0123456789ab', 's_0123456789ab extra'])('is made anew where the file says %o', async (text) => {
    await writeFile(file, text);
    const made = await systemId(config, { machineId });
    expect(made).toMatch(/^s_[0-9a-f]{12}$/);
    expect(await readFile(file, 'utf8')).toBe(made);
  });

  test('is used, with a warning, where it cannot be kept', async () => {
    const warnings: string[] = [];
    await writeFile(join(folder, 'no-folder'), '');
    const made = await systemId(join(folder, 'no-folder', 'config.toml'), { machineId, warn: (message) => warnings.push(message) });
    expect(made).toMatch(/^s_/);
    expect(warnings).toEqual([expect.stringContaining(made)]);
  });
});
