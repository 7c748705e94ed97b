import { execFile } from 'node:child_process';
import { createHmac, randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const fileName = '.runner_system_id';
const shape = /^[sr]_[0-9a-zA-Z]{12}$/;
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const length = 12;
const run = promisify(execFile);

/** Where a machine's id is found; tests name their own. */
export interface SystemIdOptions {
  readonly machineId?: () => Promise<string>;
  readonly warn?: (message: string) => void;
}

/**
 * The name of this manager among those that share a runner's token: kept in `.runner_system_id` beside config.toml, and made on the first start, from the
 * machine's id (`s_`) or by chance (`r_`). GitLab Runner makes the same one on the same machine. A file with anything else in it is overwritten; where it
 * cannot be written, a warning says so and the next start may have another name.
 *
 * @param configFile path of config.toml.
 * @remarks Source: GitLab Runner documentation, "Generation of system_id identifiers", and commands/internal/configfile.
 */
export async function systemId(configFile: string, { machineId = readMachineId, warn = () => undefined }: SystemIdOptions = {}): Promise<string> {
  const path = join(dirname(configFile), fileName);
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (shape.test(kept)) return kept;
  const made = await generate(machineId);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, made, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    warn(`cannot keep the system ID ${made} in ${path} (${reason}): write it there, or GitLab may see another manager after the next start`);
  }
  return made;
}

async function generate(machineId: () => Promise<string>): Promise<string> {
  const id = (await machineId().catch(() => '')).trim();
  if (id !== '') return `s_${createHmac('sha256', id).update('gitlab-runner').digest('hex').slice(0, length)}`;
  return `r_${Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}

async function readMachineId(): Promise<string> {
  if (process.platform === 'darwin') {
    const { stdout } = await run('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], { timeout: 5_000 });
    return /"IOPlatformUUID" = "([^"]+)"/.exec(stdout)?.[1] ?? '';
  }
  if (process.platform === 'win32') {
    const { stdout } = await run('reg', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'], { timeout: 5_000 });
    return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(stdout)?.[1] ?? '';
  }
  return readFile('/var/lib/dbus/machine-id', 'utf8').catch(() => readFile('/etc/machine-id', 'utf8'));
}
