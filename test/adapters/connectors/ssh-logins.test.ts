import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import { afterEach, describe, expect, test } from 'vitest';
import { Sealed } from '../../../adapters/config/sealed.ts';
import type { ConnectInfo } from '../../../adapters/connectors/connect-info.ts';
import { connectorFor } from '../../../adapters/connectors/connector-for.ts';
import type { Connection } from '../../../adapters/connectors/connection.ts';
import { generateKeyPair } from '../../../adapters/connectors/ssh/generate-key-pair.ts';
import { readPrivateKey } from '../../../adapters/connectors/ssh/read-private-key.ts';
import { SshConnector } from '../../../adapters/connectors/ssh/ssh-connector.ts';
import { dialOptions, faultOf, infoOf, longSleep, run } from '../../contract/connector.ts';
import { quick } from '../../contract/ssh-connector-options.ts';
import { freePort } from '../../servers/free-port.ts';
import type { SshHost } from '../../servers/ssh-host.ts';
import { startSsh2Server, type Ssh2Server, type Ssh2ServerOptions } from '../../servers/ssh2-server.ts';
import { describeWithSshd, startSshd } from '../../servers/sshd.ts';

const closers: (() => Promise<unknown>)[] = [];

async function start(options: Ssh2ServerOptions): Promise<Ssh2Server> {
  const server = await startSsh2Server(options);
  closers.push(() => server.stop());
  return server;
}

async function dial(host: SshHost, differing: Partial<ConnectInfo> = {}): Promise<Connection> {
  const connection = await new SshConnector(quick).dial(infoOf(host, differing), dialOptions());
  closers.push(() => connection.close());
  return connection;
}

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('logins', () => {
  const password = new Sealed('correct horse');

  test('a key is offered first and alone where it is enough', async () => {
    const server = await start({ password: 'correct horse' });
    await dial(server, { password });
    expect(new Set(server.attempts)).toEqual(new Set(['publickey']));
  });

  test('a password that stands beside a key is used where the key is refused', async () => {
    const server = await start({ password: 'correct horse' });
    await dial(server, { password, key: new Sealed(generateKeyPair().privateKey) });
    expect(server.attempts.at(-1)).toBe('password');
  });

  test.each(['password', 'keyboard-interactive'] as const)('a password is given by %s, as the host takes it', async (passwordMethod) => {
    const server = await start({ password: 'correct horse', passwordMethod });
    await dial(server, { password, key: null });
    expect(server.attempts.at(-1)).toBe(passwordMethod);
  });

  test('with nothing to show the host is asked what it takes, and lets in where it takes everybody', async () => {
    const server = await start({ open: true });
    await dial(server, { key: null });
    expect(server.attempts).toEqual(['none']);
    expect((await faultOf(dial(await start({}), { key: null }))).code).toBe('auth');
  });

  test('whoever is refused hears what was tried and what the host takes', async () => {
    const server = await start({});
    const fault = await faultOf(dial(server, { key: null, password: new Sealed('wrong horse') }));
    expect(fault).toEqual({ code: 'auth', detail: `127.0.0.1:${server.port} refuses the login: tried password, it takes publickey` });
  });

  test('the external address is dialled where it is asked for or the only one, and a port in an address wins', async () => {
    const server = await start({});
    const nowhere = '127.0.0.1:1';
    const here = `127.0.0.1:${server.port}`;
    await dial(server, { port: 1, internalAddress: here, externalAddress: nowhere });
    await dial(server, { port: 1, internalAddress: nowhere, externalAddress: here, useExternalAddress: true });
    await dial(server, { port: 1, internalAddress: '', externalAddress: here });
    expect(await faultOf(dial(server, { internalAddress: '', externalAddress: '' }))).toMatchObject({ code: 'unreachable' });
  });
});

test.each([
  ['once why it has not come through yet, when it has gone on for long', 100, 1],
  ['nothing before that: a machine that boots refuses for a while', 10_000, 0],
])('a dial says %s', async (_, delayMs, times) => {
  const port = await freePort();
  const said: string[] = [];
  const connector = new SshConnector({ ...quick, delayMs });
  await faultOf(connector.dial(infoOf(await start({}), { port, timeout: 400 }), dialOptions({ onDelay: (why) => void said.push(why) })));
  expect(said).toEqual(Array.from({ length: times }, () => expect.stringContaining(`127.0.0.1:${String(port)}: connect ECONNREFUSED`) as string));
});

describe('private keys', () => {
  const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
  const pkcs8 = { ...pem, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } } as const;
  const formats: readonly (readonly [string, () => string])[] = [
    ['OpenSSH, Ed25519', () => generateKeyPair().privateKey],
    ['OpenSSH, RSA', () => ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private],
    ['PEM, RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048, ...pem, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey],
    ['PEM, EC', () => generateKeyPairSync('ec', { namedCurve: 'P-256', ...pem, privateKeyEncoding: { type: 'sec1', format: 'pem' } }).privateKey],
    ['PKCS #8, RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048, ...pkcs8 }).privateKey],
    ['PKCS #8, EC', () => generateKeyPairSync('ec', { namedCurve: 'P-384', ...pkcs8 }).privateKey],
    ['PKCS #8, Ed25519', () => generateKeyPairSync('ed25519', pkcs8).privateKey],
  ];

  describeWithSshd('at OpenSSH', () => {
    test.each(formats)('%s: lets in', async (_, generate) => {
      const host = await startSshd();
      closers.push(() => host.stop());
      const key = generate();
      const parsed = readPrivateKey(key);
      await host.authorize(`${parsed.type} ${parsed.getPublicSSH().toString('base64')}`);
      expect(await run(await dial(host, { key: new Sealed(key) }), 'echo in')).toMatchObject({ stdout: 'in\n' });
    });
  });

  test('a key with a passphrase, a public key and a damaged one are told as such', () => {
    const sealed = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'secret', cipher: 'aes256-cbc', rounds: 4 }).private;
    const damaged = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
    expect(() => readPrivateKey(sealed)).toThrow('no passphrase given');
    expect(() => readPrivateKey(generateKeyPair().publicKey)).toThrow('it is a public key');
    expect(() => readPrivateKey(damaged)).toThrow('it is damaged');
  });
});

describe('commands that cannot be marked', () => {
  test('a forced command is asked to end by signals; where they are not heeded its session is closed, and that is no exit code', async () => {
    const server = await start({ forcedCommand: `echo $$; exec sleep ${longSleep()}` });
    const connection = await dial(server);
    let pid = 0;
    const output = (chunk: Buffer): void => void (pid = Number(chunk.toString()));
    const fault = await faultOf(run(connection, 'exit', { output, signal: AbortSignal.timeout(200) }));
    expect(['unreachable', 'timeout']).toContain(fault.code);
    expect(server.signals).toEqual(['TERM', 'KILL']);
    process.kill(pid);
  });

  test('on Windows the command is given as it is', async () => {
    const connection = await dial(await start({}), { os: 'windows' });
    expect(await run(connection, 'echo "$@"')).toEqual({ exitCode: 0, killedBy: null, stdout: '\n', stderr: '' });
  });
});

describe('connectors by protocol', () => {
  test('ssh has one, and winrm says that it is not built yet', async () => {
    expect(await connectorFor('ssh')).toBeInstanceOf(SshConnector);
    for (const protocol of ['winrm', 'winrm+https'] as const) {
      expect((await faultOf(connectorFor(protocol))).detail).toContain('not built yet');
    }
  });
});
