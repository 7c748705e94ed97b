import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpExchange } from '../../../adapters/coordinator/http-exchange.ts';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => answer(request, response));
let url: URL;
const usual = { method: 'POST', headers: {}, body: null } as const;
const soon = (): AbortSignal => AbortSignal.timeout(5_000);

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a server that is silent for too long before it answers is a time-out', async () => {
  answer = () => undefined;
  await expect(httpExchange(url, { ...usual, signal: soon(), silenceMs: 50 })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

test('a call that is given up ends, before its answer and within it', async () => {
  answer = () => undefined;
  await expect(httpExchange(url, { ...usual, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'AbortError' });
  answer = (_, response) => void response.writeHead(200).write('the beginning');
  const response = await httpExchange(url, { ...usual, signal: AbortSignal.timeout(100) });
  await expect(text(response)).rejects.toThrow();
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('the body of a %s is sent with its length, in bytes', async (method) => {
  answer = (request, response) => void text(request).then((body) => response.end(`${String(request.headers['content-length'])} ${body}`));
  expect(await text(await httpExchange(url, { ...usual, method, body: 'für', signal: soon() }))).toBe('4 für');
});

test('a stream is sent as it comes, and one that breaks off ends the call with its error', async () => {
  answer = (request, response) => void text(request).then((body) => response.end(body));
  expect(await text(await httpExchange(url, { ...usual, body: Readable.from(['a', 'b']), signal: soon() }))).toBe('ab');
  const broken = Readable.from(
    (function* () {
      yield 'a';
      throw new Error('the disk is gone');
    })(),
  );
  await expect(httpExchange(url, { ...usual, body: broken, signal: soon() })).rejects.toThrow('the disk is gone');
});
