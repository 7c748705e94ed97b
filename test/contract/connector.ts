import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Sealed } from '../../adapters/config/sealed.ts';
import type { ConnectInfo } from '../../adapters/connectors/connect-info.ts';
import type { Command, CommandEnd, Connection } from '../../adapters/connectors/connection.ts';
import type { Connector, DialOptions } from '../../adapters/connectors/connector.ts';
import { generateKeyPair } from '../../adapters/connectors/ssh/generate-key-pair.ts';
import { FaultError } from '../../adapters/fault-error.ts';
import { freePort } from '../servers/free-port.ts';
import type { SshHost, SshHostOptions } from '../servers/ssh-host.ts';
import { openTcpGate, type TcpGate } from '../servers/tcp-gate.ts';

/** What the contract is tried on: its times are short. */
export interface ConnectorSubject {
  /** A connector that ends what lingers after a second and a half, kills after a fifth and repeats a refused login twice. */
  connector(): Connector;
  start(options?: SshHostOptions): Promise<SshHost>;
}

/** How to reach a host as the one whom it lets in. */
export function infoOf(host: SshHost, differing: Partial<ConnectInfo> = {}): ConnectInfo {
  const addresses = { internalAddress: '127.0.0.1', externalAddress: '', useExternalAddress: false };
  const login = { username: host.user, password: null, key: new Sealed(host.key) };
  return { os: 'linux', arch: 'amd64', protocol: 'ssh', port: host.port, ...login, ...addresses, keepalive: 0, timeout: 0, ...differing };
}

/** A dial that may take ten seconds. */
export function dialOptions(differing: Partial<DialOptions> = {}): DialOptions {
  return { instance: 'i-1', hostKeyChecking: 'accept-new', knownHostKeys: null, signal: AbortSignal.timeout(10_000), ...differing };
}

/** A command with all that it wrote. */
export interface Ran extends CommandEnd {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command over a connection and keeps its output. */
export async function run(connection: Connection, command: string, differing: Partial<Command> = {}): Promise<Ran> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const output: Command['output'] = (chunk, stream) => void chunks[stream].push(chunk);
  const end = await connection.run({ command, stdin: '', output, signal: AbortSignal.timeout(20_000), ...differing });
  return { ...end, stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString() };
}

/** The fault that a call rejects with. */
export async function faultOf(call: Promise<unknown>): Promise<FaultError['fault']> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FaultError);
  return (error as FaultError).fault;
}

/** How many processes of this machine have a text in their command line. */
export function processesWith(text: string): number {
  const listing = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
  return listing.split('\n').filter((line) => line.includes(text)).length;
}

/** A number of seconds that no other test sleeps. */
export function longSleep(): string {
  return `${randomInt(10_000, 99_999)}.${randomInt(100_000, 999_999)}`;
}

/** What the program holds on to, in bytes: what it has let go of is collected first. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** What every connector guarantees, whatever the server. */
export function connectorContract(subject: ConnectorSubject): void {
  const closers: (() => Promise<unknown>)[] = [];

  async function startHost(options?: SshHostOptions): Promise<SshHost> {
    const host = await subject.start(options);
    closers.push(() => host.stop());
    return host;
  }

  async function gateTo(host: SshHost): Promise<TcpGate> {
    const gate = await openTcpGate(host.port);
    closers.push(() => gate.close());
    return gate;
  }

  async function dial(info: ConnectInfo, options: Partial<DialOptions> = {}, connector = subject.connector()): Promise<Connection> {
    const connection = await connector.dial(info, dialOptions(options));
    closers.push(() => connection.close());
    return connection;
  }

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  describe('commands', () => {
    let connection: Connection;
    beforeEach(async () => {
      connection = await dial(infoOf(await startHost()));
    });

    test('a script on standard input is run by the command, and both streams come back, and nothing else', async () => {
      const script = 'printf out\nprintf "%s" err >&2\nexit 3\n';
      expect(await run(connection, 'bash -l', { stdin: script })).toEqual({ exitCode: 3, killedBy: null, stdout: 'out', stderr: 'err' });
    });

    test.each([0, 1, 42, 255])('exit code %i comes back', async (code) => {
      expect(await run(connection, `exit ${code}`)).toEqual({ exitCode: code, killedBy: null, stdout: '', stderr: '' });
    });

    test.each([
      ['KILL', 137],
      ['TERM', 143],
      ['SEGV', 139],
    ])('a script that dies of %s is told to have done so', async (name, exitCode) => {
      const { stdout, stderr, ...end } = await run(connection, 'exec bash -l', { stdin: `kill -${name} $$` });
      expect(end).toEqual({ exitCode, killedBy: `SIG${name}` });
      expect(stdout + stderr).toBe('');
    });

    test('a command is what it was given as: lists, quotes, comments, here-documents and several lines', async () => {
      const command = `cd / && printf '%s' "a'b"; false || printf ' c' # no more\ncat <<'END'\n $HOME\nEND\n`;
      expect(await run(connection, command)).toMatchObject({ exitCode: 0, stdout: "a'b c $HOME\n", stderr: '' });
    });

    test('standard input of 5 MB arrives to the last byte, and is then closed', async () => {
      const stdin = randomBytes(5 * 1024 * 1024);
      const { stdout } = await run(connection, 'sha256sum', { stdin });
      expect(stdout.split(' ')[0]).toBe(createHash('sha256').update(stdin).digest('hex'));
    });

    test('a command that does not read its input ends all the same', async () => {
      expect(await run(connection, 'exit 4', { stdin: randomBytes(5 * 1024 * 1024) })).toMatchObject({ exitCode: 4 });
    });

    test('100 MB of output come through whole, while the event loop turns and memory stays', async () => {
      let [bytes, peak, late] = [0, 0, 0];
      const before = heldBytes();
      let lastTurn = performance.now();
      const turns = setInterval(() => {
        peak = Math.max(peak, heldBytes() - before);
        late = Math.max(late, performance.now() - lastTurn);
        lastTurn = performance.now();
      }, 50);
      const output: Command['output'] = (chunk) => void (bytes += chunk.length);
      expect(await run(connection, 'head -c 100000000 /dev/zero', { output })).toMatchObject({ exitCode: 0 });
      clearInterval(turns);
      expect(bytes).toBe(100_000_000);
      expect(peak).toBeLessThan(50_000_000);
      expect(late).toBeLessThan(1000);
    });

    test('a sink that takes its time holds the command back, and loses nothing', async () => {
      let bytes = 0;
      let accept = (): void => undefined;
      const held = new Promise<void>((resolve) => void (accept = resolve));
      const output: Command['output'] = (chunk) => {
        bytes += chunk.length;
        return held;
      };
      const running = run(connection, 'head -c 50000000 /dev/zero; echo end >&2', { output });
      await expect.poll(() => bytes).toBeGreaterThan(0);
      await pause(300);
      expect(bytes).toBeLessThan(5_000_000);
      accept();
      expect(await running).toMatchObject({ exitCode: 0 });
      expect(bytes).toBe(50_000_004);
    });

    test('50 sessions run over one connection at once, each with its own input, output and code', async () => {
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      const ran = await Promise.all(numbers.map(async (n) => run(connection, 'sh -s', { stdin: `echo out${n}; echo err${n} >&2; exit ${n}` })));
      expect(ran).toEqual(numbers.map((n) => ({ exitCode: n, killedBy: null, stdout: `out${n}\n`, stderr: `err${n}\n` })));
    });

    test('what a command leaves in the background does not keep it from ending', async () => {
      const seconds = longSleep();
      const ran = await run(connection, 'bash -l', { stdin: `sleep ${seconds} & echo $!; exit 5` });
      expect(ran).toMatchObject({ exitCode: 5, killedBy: null });
      expect(processesWith(`sleep ${seconds}`)).toBe(1);
      process.kill(Number(ran.stdout));
    });

    test('a sink that fails ends the command, and its error is told', async () => {
      const seconds = longSleep();
      const script = { stdin: `echo now; sleep ${seconds}` };
      await expect(run(connection, 'bash -l', { ...script, output: () => Promise.reject(new Error('disk full')) })).rejects.toThrow('disk full');
      const output = (): never => {
        throw new Error('no sink');
      };
      await expect(run(connection, 'bash -l', { ...script, output })).rejects.toThrow('no sink');
      expect(processesWith(`sleep ${seconds}`)).toBe(0);
    });
  });

  describe('connections', () => {
    test('one that is cut in mid-script is a fault and never an exit code', async () => {
      const host = await startHost();
      const gate = await gateTo(host);
      const connection = await dial(infoOf(host, { port: gate.port }));
      const running = faultOf(run(connection, 'bash -l', { stdin: 'echo started; sleep 1', output: () => gate.cut() }));
      expect(await running).toMatchObject({ code: 'unreachable', detail: expect.stringContaining('the connection was lost') as string });
      await connection.closed;
      expect((await faultOf(run(connection, 'exit 0'))).code).toBe('unreachable');
    });

    test('a peer that is dead is noticed by what it does not answer', async () => {
      const host = await startHost();
      const gate = await gateTo(host);
      const connection = await dial(infoOf(host, { port: gate.port, keepalive: 100 }));
      const running = faultOf(run(connection, 'bash -l', { stdin: 'echo started; sleep 3', output: () => gate.freeze() }));
      expect(await running).toMatchObject({ code: 'unreachable', detail: expect.stringContaining('Keepalive timeout') as string });
      await connection.closed;
    });

    test('one that is closed says so, and may be closed again', async () => {
      const connection = await dial(infoOf(await startHost()));
      await Promise.all([connection.close(), connection.closed]);
      await connection.close();
      expect((await faultOf(run(connection, 'exit 0'))).code).toBe('unreachable');
    });

    test('streams reach a unix socket and a port of the other side, and an address where nobody listens is a fault', async () => {
      const connection = await dial(infoOf(await startHost()));
      const path = join(tmpdir(), `drydock ${longSleep()}.sock`);
      for (const [listen, address] of [
        [(server: net.Server) => server.listen(path), () => `unix:${path}`],
        [(server: net.Server) => server.listen(0, '127.0.0.1'), (server: net.Server) => `tcp:127.0.0.1:${(server.address() as net.AddressInfo).port}`],
      ] as const) {
        const server = net.createServer((socket) => void socket.pipe(socket));
        await new Promise((resolve) => listen(server).once('listening', resolve));
        const stream = await connection.forward(address(server), AbortSignal.timeout(5000));
        stream.end('echo');
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        expect(Buffer.concat(chunks).toString()).toBe('echo');
        await new Promise((resolve) => server.close(resolve));
      }
      for (const nowhere of ['unix:/nowhere.sock', `tcp:127.0.0.1:${await freePort()}`]) {
        expect((await faultOf(connection.forward(nowhere, AbortSignal.timeout(5000)))).code).toBe('unreachable');
      }
    });
  });

  describe('dials', () => {
    const refused = 'refuses the login';

    test('a wrong key and a wrong password are refused as such after a few attempts, within seconds', async () => {
      const host = await startHost();
      const gate = await gateTo(host);
      const other = new Sealed(generateKeyPair().privateKey);
      for (const login of [{ key: other }, { key: null, password: new Sealed('wrong') }]) {
        const before = gate.connections();
        const fault = await faultOf(dial(infoOf(host, { port: gate.port, ...login })));
        expect(fault).toMatchObject({ code: 'auth', detail: expect.stringContaining(refused) as string });
        expect(gate.connections() - before).toBe(2);
      }
    });

    test('a key that reaches the machine late lets in', async () => {
      const host = await startHost();
      const pair = generateKeyPair();
      const dialing = dial(infoOf(host, { key: new Sealed(pair.privateKey) }));
      await host.authorize(pair.publicKey);
      expect(await run(await dialing, 'echo in')).toMatchObject({ stdout: 'in\n' });
    });

    test('what is no private key is told as such, without what it is', async () => {
      const host = await startHost();
      const fault = await faultOf(dial(infoOf(host, { key: new Sealed('s3cret') })));
      expect(fault).toMatchObject({ code: 'auth', detail: expect.stringContaining('the private key cannot be read') as string });
      expect(fault.detail).not.toContain('s3cret');
    });

    test('a port that refuses is tried until the budget ends, with pauses', async () => {
      const port = await freePort();
      const host = await startHost();
      const [startedAt, cpu] = [performance.now(), process.threadCpuUsage()];
      const fault = await faultOf(dial(infoOf(host, { port, timeout: 500 })));
      const spentMs = performance.now() - startedAt;
      const { user, system } = process.threadCpuUsage(cpu);
      expect(fault).toMatchObject({ code: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') as string });
      expect(spentMs).toBeGreaterThan(450);
      expect(spentMs).toBeLessThan(1500);
      expect((user + system) / 1000).toBeLessThan(300);
    });

    test('the caller ends a dial at once, whether it waits, connects or hears nothing', async () => {
      const host = await startHost();
      const silent = net.createServer((socket) => void socket.resume().on('error', () => undefined));
      await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
      closers.push(() => new Promise((resolve) => silent.close(resolve)));
      for (const port of [await freePort(), (silent.address() as net.AddressInfo).port]) {
        const startedAt = performance.now();
        const fault = await faultOf(dial(infoOf(host, { port }), { signal: AbortSignal.timeout(200) }));
        expect(['timeout', 'unreachable']).toContain(fault.code);
        expect(performance.now() - startedAt).toBeLessThan(700);
      }
      expect((await faultOf(dial(infoOf(host), { signal: AbortSignal.abort() }))).code).toBe('timeout');
    });

    test('a machine that boots slowly is reached when it is up', async () => {
      const port = await freePort();
      const [host, pair] = [await startHost(), generateKeyPair()];
      const dialing = dial(infoOf(host, { port, key: new Sealed(pair.privateKey) }));
      await pause(400);
      const booted = await startHost({ port });
      await booted.authorize(pair.publicKey);
      expect(await run(await dialing, 'echo up')).toMatchObject({ stdout: 'up\n' });
    });
  });
}
