import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { proxyFor } from '../../../adapters/coordinator/proxy-for.ts';
import { CertificateFolder, type Certificate } from '../../coordinator/certificates.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { clientFor, soon, Waits } from './client-for.ts';

let folder: CertificateFolder;
let gitlab: Certificate;
let runner: Certificate;
let stranger: Certificate;

beforeAll(() => {
  folder = new CertificateFolder();
  gitlab = folder.selfSigned('gitlab');
  runner = folder.selfSigned('runner');
  stranger = folder.selfSigned('stranger');
});

afterAll(() => folder.remove());

describe('TLS', () => {
  let coordinator: TestCoordinator;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start({ tls: gitlab, longPollMs: 1 });
  });

  afterEach(() => coordinator.close());

  test('a certificate that nobody vouches for is refused, without another attempt', async () => {
    const waits = new Waits();
    const answer = await clientFor(coordinator.url, { waits }).requestJob(soon());
    expect(answer).toMatchObject({ httpStatus: null, fault: { code: 'unreachable' } });
    expect(answer.fault!.detail).toMatch(/self-signed certificate/);
    expect(waits.ms).toEqual([]);
  });

  test('a certificate of tls-ca-file is trusted, and handed to jobs', async () => {
    const client = clientFor(coordinator.url, { credentials: { tlsCaFile: gitlab.certFile } });
    expect((await client.requestJob(soon())).httpStatus).toBe(204);
    expect(client.tlsData()).toEqual({ caChain: gitlab.cert, cert: null, key: null });
  });

  test('a certificate of another tls-ca-file is not', async () => {
    const answer = await clientFor(coordinator.url, { credentials: { tlsCaFile: stranger.certFile } }).requestJob(soon());
    expect(answer.fault?.code).toBe('unreachable');
  });

  test('certs/HOST.crt beside config.toml is used where no tls-ca-file is named', async () => {
    copyFileSync(gitlab.certFile, join(folder.path, '127.0.0.1.crt'));
    expect((await clientFor(coordinator.url, { certDirectory: folder.path }).requestJob(soon())).httpStatus).toBe(204);
    const named = { tlsCaFile: stranger.certFile };
    expect((await clientFor(coordinator.url, { certDirectory: folder.path, credentials: named }).requestJob(soon())).httpStatus).toBeNull();
  });

  test.each([
    ['is not there', 'nowhere.crt', /^warn cannot read .*nowhere\.crt: ENOENT$/],
    ['is none', 'broken.crt', /^warn cannot use .*broken\.crt: /],
  ])('a tls-ca-file that %s is named in a warning', async (_, name, warning) => {
    writeFileSync(join(folder.path, 'broken.crt'), '-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n');
    const reports: string[] = [];
    const credentials = { tlsCaFile: join(folder.path, name) };
    const client = clientFor(coordinator.url, { credentials, report: (level, message) => reports.push(`${level} ${message}`) });
    expect((await client.requestJob(soon())).fault?.code).toBe('unreachable');
    expect(reports).toEqual([expect.stringMatching(warning)]);
  });

  test('a tls-ca-file that changes is read again', async () => {
    const file = join(folder.path, 'changing.crt');
    copyFileSync(stranger.certFile, file);
    utimesSync(file, 1, 1);
    const client = clientFor(coordinator.url, { credentials: { tlsCaFile: file } });
    expect((await client.requestJob(soon())).httpStatus).toBeNull();
    copyFileSync(gitlab.certFile, file);
    utimesSync(file, Date.now() / 1000 + 10, Date.now() / 1000 + 10);
    expect((await client.requestJob(soon())).httpStatus).toBe(204);
  });
});

describe('the certificates of a job without tls-ca-file', () => {
  test('are the chain that GitLab showed', async () => {
    const coordinator = await TestCoordinator.start({ tls: gitlab, longPollMs: 1 });
    const script = `
      import { clientFor, soon } from ${JSON.stringify(join(import.meta.dirname, 'client-for.ts'))};
      const client = clientFor(${JSON.stringify(coordinator.url)});
      await client.requestJob(soon());
      process.stdout.write(client.tlsData().caChain ?? 'none');
      await client.close();`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: gitlab.certFile };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
    await coordinator.close();
    expect(stdout).toBe(gitlab.cert);
  });
});

describe('client certificates', () => {
  let coordinator: TestCoordinator;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start({ tls: { ...gitlab, clientCa: runner.cert }, longPollMs: 1 });
  });

  afterEach(() => coordinator.close());

  test('tls-cert-file and tls-key-file are shown to GitLab, and handed to jobs', async () => {
    const credentials = { tlsCaFile: gitlab.certFile, tlsCertFile: runner.certFile, tlsKeyFile: runner.keyFile };
    const client = clientFor(coordinator.url, { credentials });
    expect((await client.requestJob(soon())).httpStatus).toBe(204);
    expect(client.tlsData()).toEqual({ caChain: gitlab.cert, cert: runner.cert, key: runner.key });
  });

  test('certs/HOST.auth.crt and HOST.auth.key are used where none are named', async () => {
    copyFileSync(runner.certFile, join(folder.path, '127.0.0.1.auth.crt'));
    copyFileSync(runner.keyFile, join(folder.path, '127.0.0.1.auth.key'));
    const client = clientFor(coordinator.url, { certDirectory: folder.path, credentials: { tlsCaFile: gitlab.certFile } });
    expect((await client.requestJob(soon())).httpStatus).toBe(204);
  });

  test('without them GitLab is not reached', async () => {
    const client = clientFor(coordinator.url, { credentials: { tlsCaFile: gitlab.certFile, tlsCertFile: runner.certFile } });
    expect((await client.requestJob(soon())).fault?.code).toBe('unreachable');
    expect(client.tlsData().cert).toBeNull();
  });
});

describe('the age of connections', () => {
  let coordinator: TestCoordinator;
  let now: number;

  beforeEach(async () => {
    now = 0;
    coordinator = await TestCoordinator.start({ longPollMs: 1 });
  });

  afterEach(() => coordinator.close());

  const connectionCount = (): number => new Set(coordinator.exchanges.map(({ port }) => port)).size;

  test.each([
    ['younger than connection_max_age are used again', 1000, 1000, 1],
    ['older than connection_max_age are not', 1000, 1001, 2],
    ['without connection_max_age never grow old', 0, 1e12, 1],
  ])('connections %s', async (_, connectionMaxAgeMs, later, connections) => {
    const client = clientFor(coordinator.url, { connectionMaxAgeMs, now: () => now });
    await client.requestJob(soon());
    now = later;
    await client.requestJob(soon());
    expect(connectionCount()).toBe(connections);
  });

  test('a call under way ends on its old connection', async () => {
    const client = clientFor(coordinator.url, { connectionMaxAgeMs: 1, now: () => now });
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    coordinator.answer('POST', /jobs\/request$/, () => held.then(() => ({ status: 204 })));
    const first = client.requestJob(soon());
    await new Promise((resolve) => setTimeout(resolve, 30));
    now = 10;
    expect((await client.requestJob(soon())).httpStatus).toBe(204);
    answer();
    expect((await first).httpStatus).toBe(204);
    expect(connectionCount()).toBe(2);
  });
});

describe('proxies', () => {
  let coordinator: TestCoordinator;
  let proxy: Server;
  let proxyUrl: string;
  let seen: string[];
  const sockets = new Set<Socket>();

  /** A proxy that leads every name to the coordinator. */
  beforeEach(async () => {
    seen = [];
    proxy = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      response.writeHead(204).end();
    });
    proxy.on('connect', (request, socket: Socket) => {
      seen.push(`CONNECT ${request.url}`);
      const upstream = connect(Number(new URL(coordinator.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket);
        socket.pipe(upstream);
      });
      for (const end of [socket, upstream]) sockets.add(end.on('error', () => undefined));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    coordinator = await TestCoordinator.start({ tls: gitlab, longPollMs: 1 });
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.closeAllConnections();
    proxy.close();
    await coordinator.close();
  });

  test('HTTPS_PROXY carries https by a tunnel, within which GitLab is still verified', async () => {
    const environment = { HTTPS_PROXY: proxyUrl };
    const trusting = clientFor('https://gitlab.test', { environment, credentials: { tlsCaFile: gitlab.certFile } });
    expect((await trusting.requestJob(soon())).httpStatus).toBe(204);
    expect(seen).toEqual(['CONNECT gitlab.test:443']);
    expect((await clientFor('https://gitlab.test', { environment }).requestJob(soon())).fault?.code).toBe('unreachable');
  });

  test('HTTP_PROXY carries http, with the name and password of its address', async () => {
    const environment = { http_proxy: proxyUrl.replace('://', '://user:pass@') };
    expect((await clientFor('http://gitlab.test', { environment }).requestJob(soon())).httpStatus).toBe(204);
    expect(seen).toEqual([`POST http://gitlab.test/api/v4/jobs/request Basic ${btoa('user:pass')}`]);
  });

  test('a machine reaches itself without a proxy', async () => {
    const environment = { HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl };
    expect((await clientFor(coordinator.url, { environment, credentials: { tlsCaFile: gitlab.certFile } }).requestJob(soon())).httpStatus).toBe(204);
    expect(seen).toEqual([]);
  });

  test('NO_PROXY leaves out the hosts that it names', async () => {
    const environment = { HTTP_PROXY: proxyUrl, NO_PROXY: 'other.invalid,gitlab.invalid' };
    expect((await clientFor('http://gitlab.invalid', { environment }).requestJob(soon())).httpStatus).toBeNull();
    expect(seen).toEqual([]);
  });

  test.each([
    ['https://gitlab.test', { HTTPS_PROXY: 'http://a' }, 'http://a'],
    ['https://gitlab.test', { HTTP_PROXY: 'http://a' }, ''],
    ['http://gitlab.test', { HTTPS_PROXY: 'http://a' }, ''],
    ['http://gitlab.test', { HTTP_PROXY: 'http://a', http_proxy: 'http://b' }, 'http://b'],
    ['http://gitlab.test', { HTTP_PROXY: 'proxy:3128' }, 'http://proxy:3128'],
    ['http://localhost', { HTTP_PROXY: 'http://a' }, ''],
    ['http://127.9.9.9', { HTTP_PROXY: 'http://a' }, ''],
    ['http://[::1]:8080', { HTTP_PROXY: 'http://a' }, ''],
    ['http://127.test', { HTTP_PROXY: 'http://a' }, 'http://a'],
  ])('for %s with %o the proxy is %o', (url, environment, expected) => {
    expect(proxyFor(new URL(url), environment)).toBe(expected);
  });
});
