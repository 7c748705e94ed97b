import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { knownHosts } from '../../../adapters/connectors/ssh/known-hosts.ts';
import { SshConnector } from '../../../adapters/connectors/ssh/ssh-connector.ts';
import { dialOptions, faultOf, infoOf } from '../../contract/connector.ts';
import { quick } from '../../contract/ssh-connector-options.ts';
import type { SshHost } from '../../servers/ssh-host.ts';
import { startSsh2Server } from '../../servers/ssh2-server.ts';
import { describeWithSshd } from '../../servers/sshd.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4ko2vNXkWTSBSHeUqJ5ELEmqBKlHvtrUClBZ0vDL3A';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'drydock-known-hosts-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('files of known hosts', () => {
  test.each([
    ['host.example.com', 'host.example.com', 22, true],
    ['HOST.example.com', 'host.EXAMPLE.com', 22, true],
    ['host.example.com', 'host.example.com', 2200, false],
    ['[host.example.com]:2200', 'host.example.com', 2200, true],
    ['other,host.example.com', 'host.example.com', 22, true],
    ['*.example.com', 'host.example.com', 22, true],
    ['*.example.com', 'hostxexample.com', 22, false],
    ['192.0.2.?', '192.0.2.7', 22, true],
    ['192.0.2.?', '192.0.2.17', 22, false],
    ['*.example.com,!host.example.com', 'host.example.com', 22, false],
    ['@cert-authority *', 'host.example.com', 22, false],
    ['# *', 'host.example.com', 22, false],
  ])('a line for %s, of %s at port %i: %s', (names, host, port, known) => {
    expect(knownHosts(`\n${names} ${key} a comment\r\n`, host, port)).toEqual(known ? [key] : []);
  });

  test('a key that is revoked is not known, whichever line comes first', () => {
    expect(knownHosts(`a ${key}\n@revoked * ${key}\n`, 'a', 22)).toEqual([]);
    expect(knownHosts(`@revoked b ${key}\na ${key}\n`, 'a', 22)).toEqual([key]);
  });

  describeWithSshd('names that OpenSSH hashed', () => {
    test('are found', () => {
      const file = join(directory, 'hashed');
      writeFileSync(file, `host.example.com ${key}\n[127.0.0.1]:2200 ${key}\n`);
      execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
      const text = readFileSync(file, 'utf8');
      expect(text).not.toContain('example');
      expect([knownHosts(text, 'host.example.com', 22), knownHosts(text, '127.0.0.1', 2200), knownHosts(text, 'other', 22)]).toEqual([[key], [key], []]);
    });
  });
});

describe('a connector', () => {
  let host: SshHost;
  beforeEach(async () => {
    host = await startSsh2Server();
  });
  afterEach(async () => host.stop());

  test('that is strict trusts the files of known hosts, as they are when it dials', async () => {
    const file = join(directory, 'known_hosts');
    const connector = new SshConnector({ ...quick, knownHostsFiles: [join(directory, 'missing'), file] });
    const strict = dialOptions({ hostKeyChecking: 'strict' });
    expect((await faultOf(connector.dial(infoOf(host), strict))).detail).toContain('no host key of i-1 is known');
    writeFileSync(file, `[127.0.0.1]:${host.port} ${host.hostKey}\n`);
    await (await connector.dial(infoOf(host), strict)).close();
    writeFileSync(file, `[127.0.0.1]:${host.port} ${key}\n`);
    expect((await faultOf(connector.dial(infoOf(host), strict))).detail).toContain('is not the known one');
  });

  test('pins keys where it is told to, so that the next one knows them', async () => {
    const pins = new Map<string, string>();
    await (await new SshConnector({ ...quick, pins }).dial(infoOf(host), dialOptions())).close();
    expect([...pins]).toEqual([['i-1', host.hostKey.split(' ')[1]]]);
    pins.set('i-1', key.split(' ')[1]!);
    const next = new SshConnector({ ...quick, pins });
    expect((await faultOf(next.dial(infoOf(host), dialOptions()))).code).toBe('auth');
    next.forget('i-1');
    expect(pins.size).toBe(0);
  });
});
