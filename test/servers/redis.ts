import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, test } from 'vitest';
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

/** Starts a Redis on loopback and waits until it answers. */
export async function startRedis({ port, password }: { readonly port?: number; readonly password?: string } = {}): Promise<RedisServer> {
  const own = port ?? (await freePort());
  const settings = ['--port', String(own), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', [...settings, ...(password === undefined ? [] : ['--requirepass', password])], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  const client = new Redis({
    port: own,
    host: '127.0.0.1',
    ...(password === undefined ? {} : { password }),
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  client.on('error', () => undefined);
  const answer = await Promise.race([client.ping(), ended, pause(10_000, 'silence')]);
  if (answer !== 'PONG') throw new Error(`redis-server did not start on port ${own}`);
  return {
    port: own,
    url: `redis://127.0.0.1:${own}`,
    client,
    async stop() {
      client.disconnect();
      server.kill('SIGKILL');
      await ended;
    },
  };
}
