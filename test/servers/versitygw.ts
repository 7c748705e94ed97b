import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const version = 'v1.8.0';
const directory = fileURLToPath(new URL('../../node_modules/.cache/versitygw', import.meta.url));
const binary = join(directory, 'versitygw');

/** Why tests do without the server here; null when they do not: it is there, or REQUIRE_VERSITYGW=1 wants them to fail without it. */
export const noVersitygw: string | null =
  existsSync(binary) || process.env['REQUIRE_VERSITYGW'] === '1'
    ? null
    : `no versitygw: make it by node test/servers/versitygw.ts, which needs Go and some minutes`;

/** Builds the server from its source, as a module of Go, unless that has been done. */
function build(): void {
  if (existsSync(binary)) return;
  mkdirSync(directory, { recursive: true });
  const made = spawnSync('go', ['install', `github.com/versity/versitygw/cmd/versitygw@${version}`], {
    env: { ...process.env, GOBIN: directory },
    stdio: 'inherit',
  });
  if (made.status !== 0) process.exitCode = 1;
}

/** A server of S3 that checks signatures, written by others: versitygw, over a directory of its own. */
export class Versitygw {
  readonly credentials = { accessKey: 'drydock-access', secretKey: 'drydock/secret+key' };
  readonly region = 'us-east-1';
  readonly #root = mkdtempSync(join(tmpdir(), 'drydock-s3-'));
  #process: ChildProcess | null = null;
  #port = 0;

  /** @param bucket exists from the beginning. */
  async start(bucket: string): Promise<this> {
    mkdirSync(join(this.#root, bucket));
    this.#port = await freePort();
    const { accessKey, secretKey } = this.credentials;
    const environment = { PATH: process.env['PATH'], ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey };
    this.#process = spawn(binary, ['--port', this.address, '--region', this.region, 'posix', this.#root], { env: environment, stdio: 'ignore' });
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const answered = await fetch(`http://${this.address}/`).then(
        () => true,
        () => false,
      );
      if (answered) return this;
      await pause(50);
    }
    throw new Error('versitygw did not start');
  }

  /** Host and port. */
  get address(): string {
    return `127.0.0.1:${String(this.#port)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => (this.#process === null ? resolve(null) : this.#process.once('exit', resolve)));
    this.#process?.kill();
    await ended;
    rmSync(this.#root, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

if (import.meta.main) build();
