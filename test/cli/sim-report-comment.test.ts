import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { root } from '../house/repository.ts';
import { folder } from './fixture.ts';
import { sim } from './memory-io.ts';

const token = 'glpat-not-a-real-token-1';
const resultFile = join(root, 'test/golden/report/small-fleet.json');
const tag = '<!-- sim:small-fleet -->';
const write = folder();

interface Note {
  readonly id: number;
  body: string;
  readonly system: boolean;
}

/** A call as it came. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
}

/** The notes of merge request 7 of the project group/fleet, as GitLab serves them. */
let notes: Note[] = [];
let calls: Call[] = [];
/** Statuses that the next calls are answered with in place of the truth. */
let trouble: number[] = [];

const server = createServer((request, response) => void serve(request, response));
let url = '';

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = new URL(request.url!, 'http://gitlab.invalid');
  calls.push({ method: request.method!, path: address.pathname, token: request.headers['private-token']?.toString() });
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = chunks.length === 0 ? '' : (JSON.parse(Buffer.concat(chunks).toString()) as { body: string }).body;
  const { status, content } = answer(request.method!, address, text);
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
}

function answer(method: string, { pathname, searchParams }: URL, text: string): { readonly status: number; readonly content: unknown } {
  const status = trouble.shift();
  if (status !== undefined) return { status, content: { message: `${status} in trouble` } };
  const path = /^\/api\/v4\/projects\/group%2Ffleet\/merge_requests\/7\/notes(?:\/(\d+))?$/.exec(pathname);
  if (path === null) return { status: 404, content: { message: '404 Not Found' } };
  if (method === 'GET') {
    const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
    return { status: 200, content: notes.slice((page - 1) * size, page * size) };
  }
  if (method === 'POST') {
    const note = { id: 1000 + notes.length, body: text, system: false };
    notes.push(note);
    return { status: 201, content: note };
  }
  const note = notes.find(({ id }) => id === Number(path[1]))!;
  note.body = text;
  return { status: 200, content: note };
}

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  [notes, calls, trouble] = [[], [], []];
});

function comment(...args: string[]): ReturnType<typeof sim> {
  const env = { GITLAB_TOKEN: token, CI_SERVER_URL: url, CI_PROJECT_ID: 'group/fleet', CI_MERGE_REQUEST_IID: '7' };
  return sim(['comment', 'gitlab', resultFile, ...args], { env });
}

/** A conversation of others, longer than a page. */
function conversation(): Note[] {
  return Array.from({ length: 130 }, (_, index) => ({ id: index + 1, body: index % 2 === 0 ? 'looks good' : `quoting ${tag}`, system: false }));
}

test('the first time a note is created, with the hidden tag and the report', async () => {
  notes = conversation();
  const { code, stdout } = await comment();
  expect([code, stdout]).toEqual([0, 'created note 1130 of merge request !7\n']);
  const { stdout: report } = await sim(['report', resultFile]);
  expect(notes.at(-1)!.body).toBe(`${tag}\n${report}`);
  expect(new Set(calls.map((call) => call.token))).toEqual(new Set([token]));
});

test('the next time the same note is updated, wherever in the conversation it is, and no other is touched', async () => {
  notes = [...conversation(), { id: 500, body: `${tag}\nold figures`, system: false }, ...conversation()];
  const others = notes.filter(({ id }) => id !== 500).map(({ body }) => body);
  const { stdout } = await comment();
  expect(stdout).toBe('updated note 500 of merge request !7\n');
  expect(notes.filter(({ id }) => id !== 500).map(({ body }) => body)).toEqual(others);
  expect(notes.find(({ id }) => id === 500)!.body).toContain('Capacity of small-fleet');
  expect(calls.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual(['PUT']);
});

test('a note that says the same already is left alone', async () => {
  await comment();
  calls = [];
  expect((await comment()).stdout).toBe('note 1000 of merge request !7 says the same already\n');
  expect(calls.map(({ method }) => method)).toEqual(['GET']);
});

test('--behavior new adds a note each time', async () => {
  await comment('--behavior', 'new');
  await comment('--behavior', 'new');
  expect(notes).toHaveLength(2);
});

test('--tag keeps the notes of several fleets apart', async () => {
  await comment('--tag', 'mac');
  await comment('--tag', 'linux');
  await comment('--tag', 'mac');
  expect(notes.map(({ body }) => body.split('\n', 1)[0])).toEqual(['<!-- sim:mac -->', '<!-- sim:linux -->']);
});

test('--dry-run prints the note, asks nobody and needs no token', async () => {
  const { code, stdout } = await sim(['comment', 'gitlab', resultFile, '--dry-run']);
  expect([code, stdout.split('\n', 1)[0], calls]).toEqual([0, tag, []]);
});

test('reading and changing are tried again where GitLab pushes back', async () => {
  notes = [{ id: 3, body: tag, system: false }];
  trouble = [503];
  expect((await comment()).stdout).toBe('updated note 3 of merge request !7\n');
});

test('creating is not tried again: the note may be there', async () => {
  trouble = [502];
  const { code, stderr } = await comment('--behavior', 'new');
  expect([code, calls.length]).toEqual([1, 1]);
  expect(stderr).toContain('502');
});

test.each([401, 403])('a refusal (%i) is told in one line, without the token', async (status) => {
  trouble = [status];
  const { code, stdout, stderr } = await comment();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(new RegExp(`^sim: the note could not be put on the merge request: ${status} .*\\n$`));
  expect(stderr).not.toContain(token);
});

test('the token comes from a file too, and from no flag', async () => {
  const file = write('token', `${token}\n`);
  const place = ['--url', url, '--project', 'group/fleet', '--merge-request', '7'];
  expect((await sim(['comment', 'gitlab', resultFile, ...place, '--token-file', file])).code).toBe(0);
  expect(calls[0]!.token).toBe(token);
  expect((await sim(['comment', 'gitlab', resultFile, ...place, '--token', token])).code).toBe(2);
});

test.each([
  [{ CI_PROJECT_ID: '1', CI_MERGE_REQUEST_IID: '7', GITLAB_TOKEN: token }, '--url'],
  [{ CI_SERVER_URL: 'http://127.0.0.1:1', CI_MERGE_REQUEST_IID: '7', GITLAB_TOKEN: token }, '--project'],
  [{ CI_SERVER_URL: 'http://127.0.0.1:1', CI_PROJECT_ID: '1', GITLAB_TOKEN: token }, '--merge-request'],
  [{ CI_SERVER_URL: 'http://127.0.0.1:1', CI_PROJECT_ID: '1', CI_MERGE_REQUEST_IID: '7' }, 'GITLAB_TOKEN'],
  [{ CI_SERVER_URL: 'http://127.0.0.1:1', CI_PROJECT_ID: '1', CI_MERGE_REQUEST_IID: '7', GITLAB_TOKEN: 'two words' }, 'no token|is none'],
  [{ CI_SERVER_URL: 'http://127.0.0.1:1', CI_PROJECT_ID: '1', CI_MERGE_REQUEST_IID: 'seven', GITLAB_TOKEN: token }, 'CI_MERGE_REQUEST_IID'],
])('what is missing or wrong is named: %#', async (env, named) => {
  const { code, stderr } = await sim(['comment', 'gitlab', resultFile], { env });
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(named));
});
