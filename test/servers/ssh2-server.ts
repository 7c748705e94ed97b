import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import { generateKeyPair } from '../../adapters/connectors/ssh/generate-key-pair.ts';
import type { SshHost, SshHostOptions } from './ssh-host.ts';

/** What only this server can do. */
export interface Ssh2ServerOptions extends SshHostOptions {
  /** Lets in with this password, by one of the two methods. */
  readonly password?: string;
  readonly passwordMethod?: 'password' | 'keyboard-interactive';
  /** Lets everybody in. */
  readonly open?: boolean;
  /** Starts this in place of every command, as a forced command of `authorized_keys` does. */
  readonly forcedCommand?: string;
}

/** How to see what clients tried. */
export interface Ssh2Server extends SshHost {
  /** Methods in the order in which they were tried. */
  readonly attempts: readonly string[];
  /** Signals that were asked for. The library hears of them once a command runs, and does no more: as OpenSSH does for root. */
  readonly signals: readonly string[];
}

/** Starts an SSH server within the process: it runs commands with `sh -c` in process groups of their own, in an empty home. */
export async function startSsh2Server(options: Ssh2ServerOptions = {}): Promise<Ssh2Server> {
  const home = await mkdtemp(join(tmpdir(), 'drydock-ssh2-'));
  const [host, user] = [generateKeyPair(), generateKeyPair()];
  const allowed = [publicBlob(user.publicKey)];
  const attempts: string[] = [];
  const signals: string[] = [];
  const sockets = new Set<Connection>();
  const debug = (line: string): void => void signals.push(...(/CHANNEL_REQUEST \(r:\d+, signal: (\w+)\)/.exec(line)?.slice(1) ?? []));
  const server = new ssh2.Server({ hostKeys: [host.privateKey], debug }, (client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    client.on('close', () => sockets.delete(client));
    client.on('authentication', (context) => {
      attempts.push(context.method);
      authenticate(context, allowed, options);
    });
    client.on('ready', () => serve(client, home, options));
  });
  await listen(server, options.port ?? 0);
  return {
    port: (server.address() as net.AddressInfo).port,
    user: 'runner',
    key: user.privateKey,
    hostKey: host.publicKey,
    attempts,
    signals,
    authorize: (publicKey) => Promise.resolve(void allowed.push(publicBlob(publicKey))),
    stop: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const client of sockets) client.end();
      await closed;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A port that another server has just left may be lent to somebody's connection for a moment: then the server would never listen. */
async function listen(server: ssh2.Server, port: number): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const refusal = await new Promise<Error | null>((resolve) => {
      server.once('error', resolve);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
    if (refusal === null) return;
    if (Date.now() > giveUpAt) throw refusal;
    await pause(500);
  }
}

function publicBlob(publicKey: string): string {
  return publicKey.split(' ')[1] ?? '';
}

function authenticate(context: AuthContext, allowed: readonly string[], options: Ssh2ServerOptions): void {
  const methods = options.password === undefined ? (['publickey'] as const) : (['publickey', options.passwordMethod ?? 'password'] as const);
  const judge = (good: boolean): void => (good ? context.accept() : context.reject([...methods]));
  if (options.open === true) context.accept();
  else if (context.method === 'publickey') judge(allowed.includes(context.key.data.toString('base64')) && verified(context));
  else if (context.method === 'password' && options.passwordMethod !== 'keyboard-interactive') judge(context.password === options.password);
  else if (context.method === 'keyboard-interactive' && options.passwordMethod === 'keyboard-interactive') {
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => judge(answers[0] === options.password));
  } else judge(false);
}

/** A client asks first whether a key would do, without a signature. */
function verified(context: Extract<AuthContext, { method: 'publickey' }>): boolean {
  if (context.signature === undefined) return true;
  const key = ssh2.utils.parseKey(context.key.data);
  if (key instanceof Error) return false;
  return key.verify(context.blob!, context.signature, context.hashAlgo);
}

function serve(client: Connection, home: string, options: Ssh2ServerOptions): void {
  let sessions = 0;
  client.on('session', (accept, reject) => {
    if (sessions >= (options.maxSessions ?? 100)) return reject();
    sessions++;
    const session = accept();
    session.on('close', () => sessions--);
    session.on('exec', (take, _refuse, { command }) => execute(take(), options.forcedCommand ?? command, home));
  });
  client.on('tcpip', (accept, reject, { destIP, destPort }) => forward(net.connect(destPort, destIP), accept, reject));
  client.on('openssh.streamlocal', (accept, reject, { socketPath }) => forward(net.connect(socketPath), accept, reject));
}

function forward(socket: net.Socket, accept: () => ServerChannel, reject: () => void): void {
  socket.once('error', reject);
  socket.once('connect', () => {
    const channel = accept();
    socket.pipe(channel).pipe(socket);
    socket.on('error', () => channel.destroy());
    channel.on('close', () => socket.destroy());
  });
}

function execute(channel: ServerChannel, command: string, home: string): void {
  const { PATH } = process.env;
  const child = spawn('sh', ['-c', command], { detached: true, cwd: home, env: { PATH, HOME: home }, stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  channel.on('error', () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  // As OpenSSH: the exit is told at once, and the channel stays open for as long as something writes.
  child.on('exit', (code, signal) => (code === null ? channel.exit(signal ?? 'KILL', false, '') : channel.exit(code)));
  child.on('close', () => channel.end());
  channel.on('close', () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
}
