import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, test } from 'vitest';
import type { Certificate } from '../coordinator/certificates.ts';
import { freePort } from './free-port.ts';

const hasServer = spawnSync('redis-server', ['--version']).status === 0;
const required = env['REQUIRE_SERVERS'] === '1' || env['CI'] === 'true';

/**
 * A suite that needs a Redis. Where none is installed it is skipped, and its name says why; it fails there if servers are required, as in CI
 * (`CI=true` or `REQUIRE_SERVERS=1`).
 */
export function describeWithRedis(name: string, suite: () => void): void {
  if (hasServer) describe(name, suite);
  else if (required) {
    describe(name, () => {
      test('there is a Redis', () => {
        throw new Error('no redis-server is installed');
      });
    });
  } else describe.skip(`${name} (skipped: no redis-server is installed)`, suite);
}

/** A private Redis that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** A client of its own for the test. */
  readonly client: Redis;
  stop(): Promise<void>;
}

/** What a Redis of a test is asked for. */
export interface RedisSettings {
  readonly port?: number;
  readonly password?: string;
  /** It speaks TLS with that certificate, and nothing else. */
  readonly certificate?: Certificate;
}

/** Why no Redis here can speak TLS; null where one can. */
export function whyNoTls(): string | null {
  if (!hasServer) return 'no redis-server is installed';
  // Either way it ends at once: one without TLS at the setting, others since there is no certificate.
  const { stdout, stderr } = spawnSync('redis-server', ['--port', '0', '--tls-port', '1'], { encoding: 'utf8', timeout: 5000 });
  return `${stdout}${stderr}`.includes('Bad directive') ? 'redis-server is built without TLS' : null;
}

/** Starts a Redis on loopback and waits until it answers. */
export async function startRedis({ port, password, certificate }: RedisSettings = {}): Promise<RedisServer> {
  const own = port ?? (await freePort());
  const listens =
    certificate === undefined
      ? ['--port', String(own)]
      : ['--port', '0', '--tls-port', String(own), '--tls-cert-file', certificate.certFile, '--tls-key-file', certificate.keyFile, '--tls-auth-clients', 'no'];
  const settings = [...listens, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', [...settings, ...(password === undefined ? [] : ['--requirepass', password])], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  const client = new Redis({
    port: own,
    host: '127.0.0.1',
    ...(password === undefined ? {} : { password }),
    ...(certificate === undefined ? {} : { tls: { ca: certificate.cert } }),
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  client.on('error', () => undefined);
  const answer = await Promise.race([client.ping(), ended, pause(10_000, 'silence')]);
  if (answer !== 'PONG') throw new Error(`redis-server did not start on port ${own}`);
  return {
    port: own,
    url: `${certificate === undefined ? 'redis' : 'rediss'}://127.0.0.1:${own}`,
    client,
    async stop() {
      client.disconnect();
      server.kill('SIGKILL');
      await ended;
    },
  };
}
