import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { generateKeyPair } from '../../adapters/connectors/ssh/generate-key-pair.ts';
import { Failure } from '../commands/drydock/failure.ts';

/** Hosts on loopback that are all this machine. */
export interface LoopbackHosts {
  readonly user: string;
  /** The key that all of them let in. */
  readonly keyFile: string;
  /** host:port, one each. */
  readonly addresses: readonly string[];
  /** Ends the server and what runs in its sessions. */
  stop(): Promise<void>;
}

const lookMs = 20;
const patienceMs = 5_000;

/** Where the number of the server's process is, below the folder of the hosts: whoever cleans up after a demo that was killed reads it. */
export const sshdPidFile = 'sshd.pid';

/** OpenSSH's server on this machine; null where it is not installed. */
export function sshdProgram(): string | null {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/local/bin/sshd', '/opt/homebrew/sbin/sshd'].find((file) => existsSync(file)) ?? null;
}

/**
 * Starts one private OpenSSH server that answers at several ports of 127.0.0.1, with keys of its own, for the user who runs this alone. It reads none of the
 * machine's configuration, and sessions have an empty home.
 *
 * @param folder an empty folder for its files.
 * @throws Failure when it does not start, with what it said.
 */
export async function startLoopbackHosts(program: string, folder: string, count: number): Promise<LoopbackHosts> {
  const ports = await freePorts(count);
  const [host, login] = [generateKeyPair(), generateKeyPair()];
  mkdirSync(join(folder, 'home'), { recursive: true });
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  file('host_key', host.privateKey);
  file('authorized_keys', `${login.publicKey}\n`);
  const keyFile = file('key', login.privateKey);
  const configFile = file('sshd_config', configText(folder, ports));
  // A server of root separates privileges, and this is where: Debian makes it when its own server starts.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  // Ctrl-C at a terminal is for the demo: the hosts are needed until its jobs have ended.
  const server = spawn(program, ['-D', '-e', '-f', configFile], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)));
  if (!(await answers(server, ports))) {
    await end(server);
    throw new Failure(`the demo's own sshd did not start: ${said.trim()}`);
  }
  return { user: userInfo().username, keyFile, addresses: ports.map((port) => `127.0.0.1:${String(port)}`), stop: () => end(server) };
}

function configText(folder: string, ports: readonly number[]): string {
  return `${ports.map((port) => `ListenAddress 127.0.0.1:${String(port)}\n`).join('')}HostKey ${folder}/host_key
PidFile ${folder}/${sshdPidFile}
AuthorizedKeysFile ${folder}/authorized_keys
SetEnv HOME=${folder}/home
StrictModes no
UsePAM ${isRootLocked() ? 'yes' : 'no'}
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
AllowUsers ${userInfo().username}
MaxSessions 100
MaxStartups 200
`;
}

/** Without PAM, sshd lets nobody in whose password is locked, as root's is on some systems. */
function isRootLocked(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/etc/shadow')) return false;
  return /^root:!/m.test(readFileSync('/etc/shadow', 'utf8'));
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening');
      return (server.address() as net.AddressInfo).port;
    }),
  );
  // Held together until all are known, so that they differ.
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function answers(server: ChildProcess, ports: readonly number[]): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (server.exitCode === null && server.signalCode === null && performance.now() < deadline) {
    if ((await Promise.all(ports.map(isOpen))).every(Boolean)) return true;
    await pause(lookMs);
  }
  return false;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill();
  await ended;
}
