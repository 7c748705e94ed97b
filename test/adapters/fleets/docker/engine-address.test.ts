import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineAddress } from '../../../../adapters/fleets/docker/engine-address.ts';

test.each([
  ['unix:///run/own.sock', {}, { protocol: 'http:', socketPath: '/run/own.sock' }],
  ['', { DOCKER_HOST: 'unix:///run/own.sock' }, { protocol: 'http:', socketPath: '/run/own.sock' }],
  ['unix:///run/own.sock', { DOCKER_HOST: 'tcp://127.0.0.1:1' }, { protocol: 'http:', socketPath: '/run/own.sock' }],
  ['', { DOCKER_HOST: 'npipe:////./pipe/own' }, { protocol: 'http:', socketPath: '//./pipe/own' }],
  ['tcp://127.0.0.1:4243', {}, { protocol: 'http:', host: '127.0.0.1', port: 4243 }],
  ['tcp://127.0.0.1', {}, { protocol: 'http:', host: '127.0.0.1', port: 2375 }],
  ['tcp://[::1]:4243', {}, { protocol: 'http:', host: '::1', port: 4243 }],
  ['', { DOCKER_HOST: '127.0.0.1:4243' }, { protocol: 'http:', host: '127.0.0.1', port: 4243 }],
])('%j with %j is an engine of its own', (host, environment, expected) => {
  expect(engineAddress(host, environment)).toEqual(expected);
});

test('where nothing is named the engine is at the usual socket', () => {
  expect(engineAddress('', {}).socketPath).toMatch(/docker(?:\.sock|_engine)$/);
});

test('an engine over TLS is spoken to with the certificates that the environment names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-certs-'));
  const environment = { DOCKER_HOST: 'tcp://127.0.0.1', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
  try {
    expect(() => engineAddress('', environment)).toThrow('the certificates for tcp://127.0.0.1 cannot be read');
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${name}.pem`), name);
    const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => Buffer.from(name));
    expect(engineAddress('', environment)).toEqual({ protocol: 'https:', host: '127.0.0.1', port: 2376, ca, cert, key });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['ssh://builder', 'tcp://a b'])('%s leads to no engine, and is refused with its name', (host) => {
  expect(() => engineAddress(host, {})).toThrow(host);
});
