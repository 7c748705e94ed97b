import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import ssh2 from 'ssh2';

/** Where the system's OpenSSH server is; null where there is none. */
export const sshdProgram: string | null = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/local/bin/sshd'].find((file) => existsSync(file)) ?? null;

/** A private OpenSSH server on loopback. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** The private key that it lets in. */
  readonly key: string;
  /** Its host key, as `type key`. */
  readonly hostKey: string;
  /** Home of those who log in: empty, so that nobody's profile is read. */
  readonly home: string;
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** What differs from a server with a fresh key on a free port. */
export interface SshdOptions {
  readonly port?: number;
  readonly maxSessions?: number;
  /** Lines of sshd_config, which stand before the others and so win. */
  readonly config?: string;
}

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

/** Starts a server and waits until it answers. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (sshdProgram === null) throw new Error('there is no sshd on this machine');
  const port = options.port ?? (await freePort());
  const dir = await mkdtemp(join(tmpdir(), 'drydock-sshd-'));
  const home = join(dir, 'home');
  await chmod(dir, 0o755);
  await mkdir(home);
  const [host, user] = [ssh2.utils.generateKeyPairSync('ed25519'), ssh2.utils.generateKeyPairSync('ed25519')];
  await writeFile(join(dir, 'host_key'), host.private, { mode: 0o600 });
  await writeFile(join(dir, 'authorized_keys'), `${user.public}\n`, { mode: 0o600 });
  await writeFile(join(dir, 'sshd_config'), configText(dir, port, options));
  // Needed by a server that separates privileges; its place is compiled in.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const server = spawn(sshdProgram, ['-D', '-e', '-f', join(dir, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => void log.push(chunk.toString()));
  await answers(server, port, log);
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) await new Promise<void>((resolve) => server.once('exit', () => resolve()) && server.kill());
    await rm(dir, { recursive: true, force: true });
  };
  return { port, user: userInfo().username, key: user.private, hostKey: host.public.split(' ').slice(0, 2).join(' '), home, log, stop };
}

function configText(dir: string, port: number, { maxSessions = 10, config = '' }: SshdOptions): string {
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
