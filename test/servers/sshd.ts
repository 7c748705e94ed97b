import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { generateKeyPair } from '../../adapters/connectors/ssh/generate-key-pair.ts';
import { freePort } from './free-port.ts';
import type { SshHost, SshHostOptions } from './ssh-host.ts';

const sshdProgram = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/local/bin/sshd'].find((file) => existsSync(file));
const required = env['REQUIRE_SERVERS'] === '1' || env['CI'] === 'true';

/**
 * A suite that needs OpenSSH's server. Where there is none it is skipped, and its name says why; it fails there if servers are required, as in CI
 * (`CI=true` or `REQUIRE_SERVERS=1`).
 */
export function describeWithSshd(name: string, suite: () => void): void {
  if (sshdProgram !== undefined) describe(name, suite);
  else if (required) {
    describe(name, () => {
      test('there is an sshd', () => {
        throw new Error('no sshd is installed: it is part of openssh-server');
      });
    });
  } else describe.skip(`${name} (skipped: no sshd is installed)`, suite);
}

/** A private OpenSSH server. */
export type Sshd = SshHost;

/** What differs from a server with fresh keys on a free port. */
export interface SshdOptions extends SshHostOptions {
  /** Lines of sshd_config, which stand before the others and so win. */
  readonly config?: string;
  /** What a login shell reads first. */
  readonly profile?: string;
}

/** Starts a private OpenSSH server and waits until it answers. It lets in whoever runs the test, into an empty home, so that nobody's profile is read. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (sshdProgram === undefined) throw new Error('there is no sshd on this machine');
  const port = options.port ?? (await freePort());
  const dir = await mkdtemp(join(tmpdir(), 'drydock-sshd-'));
  await chmod(dir, 0o755);
  await mkdir(join(dir, 'home'));
  if (options.profile !== undefined) await writeFile(join(dir, 'home', '.profile'), options.profile);
  const [host, user] = [generateKeyPair(), generateKeyPair()];
  await writeFile(join(dir, 'host_key'), host.privateKey, { mode: 0o600 });
  const authorize = (publicKey: string): Promise<void> => appendFile(join(dir, 'authorized_keys'), `${publicKey}\n`, { mode: 0o600 });
  await authorize(user.publicKey);
  await writeFile(join(dir, 'sshd_config'), configText(dir, port, options));
  // Needed by a server that separates privileges; its place is compiled in.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const server = spawn(sshdProgram, ['-D', '-e', '-f', join(dir, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => void log.push(chunk.toString()));
  await answers(server, port, log);
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => void server.once('exit', resolve));
    if (server.exitCode === null && server.kill()) await ended;
    await rm(dir, { recursive: true, force: true });
  };
  return { port, user: userInfo().username, key: user.privateKey, hostKey: host.publicKey, authorize, stop };
}

function configText(dir: string, port: number, { maxSessions = 100, config = '' }: SshdOptions): string {
  // A shell that thinks it is nested reads no .bashrc, and the home is empty: commands start alike on every machine.
  return `${config}
Port ${port}
ListenAddress 127.0.0.1
HostKey ${dir}/host_key
PidFile ${dir}/pid
AuthorizedKeysFile ${dir}/authorized_keys
SetEnv SHLVL=1 HOME=${dir}/home
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
AllowTcpForwarding yes
AllowStreamLocalForwarding yes
MaxSessions ${maxSessions}
MaxStartups 200
LogLevel VERBOSE
`;
}

async function answers(server: ChildProcess, port: number, log: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (server.exitCode !== null) break;
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await pause(10);
  }
  throw new Error(`sshd did not start: ${log.join('')}`);
}
