import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FaultError } from '../../../../adapters/fault-error.ts';
import { writeArchive } from '../../../../adapters/fleets/docker/archive.ts';
import { DockerClient, type ContainerSpec } from '../../../../adapters/fleets/docker/client.ts';
import type { Fault } from '../../../../core/fault.ts';

// What only a failing engine shows, and what goes over the wire; all else is shown by a real one, in test/contract.
const folder = mkdtempSync(join(tmpdir(), 'drydock-engine-'));
const socket = join(folder, 'engine.sock');
const client = new DockerClient(`unix://${socket}`);
const heard: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
const server = createServer((request, response) => {
  void text(request).then((body) => {
    heard.push(`${request.method ?? ''} ${decodeURIComponent(request.url ?? '')} ${request.headers['content-type'] ?? '-'} ${body.slice(0, 40)}`.trim());
    answer(request, response);
  });
});

const soon = (): AbortSignal => AbortSignal.timeout(5_000);
const saying =
  (status: number, body: string | object): typeof answer =>
  (_, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

async function faultOf(call: Promise<unknown>): Promise<Fault> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FaultError);
  return (error as FaultError).fault;
}

beforeAll(async () => {
  await once(server.listen(socket), 'listening');
});
beforeEach(() => void (heard.length = 0));
afterAll(async () => {
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

test('lists go over the wire as JSON, repeated parameters one by one, and names with their marks', async () => {
  answer = saying(200, []);
  await client.containers('drydock.group=a&b', soon());
  await client.importImage('drydock/x:1', Buffer.from('tar'), ['ENV A=1', 'LABEL b=2'], soon());
  await client.start('a/b', soon());
  expect(heard).toEqual([
    'GET /containers/json?all=true&filters={"label":["drydock.group=a&b"]} -',
    'POST /images/create?fromSrc=-&repo=drydock/x&tag=1&changes=ENV+A=1&changes=LABEL+b=2 application/x-tar tar',
    'POST /containers/a/b/start -',
  ]);
});

test('a container is asked for under its name, with its form as JSON', async () => {
  answer = saying(201, { Id: 'abc' });
  expect(await client.create({ name: 'linux-1', Image: 'x:1' } as ContainerSpec, soon())).toBe('abc');
  expect(heard).toEqual(['POST /containers/create?name=linux-1 application/json {"Image":"x:1"}']);
});

test('a file of a container is read out of the archive that the engine sends', async () => {
  const archive = await writeArchive([{ kind: 'file', path: 'key', mode: 0o600, content: 'secret' }]);
  answer = (_, response) => void response.end(archive);
  expect(await client.read('c', '/etc/key', soon())).toBe('secret');
  answer = (_, response) => void response.end(archive.subarray(0, 515));
  expect((await faultOf(client.read('c', '/etc/key', soon()))).code).toBe('unknown');
});

test('a pull that fails after it began is a fault, in the engine’s words', async () => {
  answer = saying(200, '{"status":"Pulling"}\n{"error":"manifest unknown"}\n');
  expect(await faultOf(client.pull('x', soon()))).toEqual({ code: 'unknown', detail: 'pull image x: manifest unknown' });
});

test('a refusal is told in the engine’s words, whether or not they are JSON', async () => {
  answer = saying(404, { message: 'No such container: c' });
  expect(await faultOf(client.inspect('c', soon()))).toEqual({ code: 'not-found', detail: 'inspect container c: No such container: c' });
  answer = saying(502, 'bad gateway\n');
  expect(await faultOf(client.inspect('c', soon()))).toEqual({ code: 'unknown', detail: 'inspect container c: bad gateway' });
});

test.each([
  [404, 'No such container: c'],
  [409, 'removal of container c is already in progress'],
])('a removal that is answered by %i has what it wanted', async (status, message) => {
  answer = saying(status, { message });
  await client.remove('c', soon());
});

test('a removal that is refused for another reason is a fault', async () => {
  answer = saying(409, { message: 'cannot remove' });
  expect((await faultOf(client.remove('c', soon()))).code).toBe('conflict');
});

test('an answer that breaks off, or that is not what it should be, is a fault', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('[');
    setImmediate(() => response.destroy());
  };
  expect((await faultOf(client.containers('x', soon()))).code).toBe('unreachable');
  answer = saying(200, 'no JSON');
  expect((await faultOf(client.containers('x', soon()))).code).toBe('unknown');
});

test('an engine that does not answer in time, before or amid its answer, is a timeout', async () => {
  answer = () => undefined;
  expect((await faultOf(client.containers('x', AbortSignal.timeout(50)))).code).toBe('timeout');
  answer = (_, response) => void response.writeHead(200).write('[');
  expect((await faultOf(client.containers('x', AbortSignal.timeout(50)))).code).toBe('timeout');
  server.closeAllConnections();
});
