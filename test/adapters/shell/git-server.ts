import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A request that the server got. */
export interface GitRequest {
  readonly path: string;
  /** Name and password of Basic authentication; null for an anonymous request. */
  readonly credentials: string | null;
  readonly agent: string;
  readonly correlation: string | null;
}

/** A Git server on loopback that wants a password. */
export interface GitServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly requests: GitRequest[];
  /** Directory of the repositories. */
  readonly root: string;
  close(): Promise<void>;
}

const identity = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };

/** Runs Git without the configuration of whoever runs the tests. */
export function git(directory: string, ...words: string[]): string {
  const env = { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1', GIT_ALLOW_PROTOCOL: 'file:http', ...identity };
  return execFileSync('git', words, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Makes a repository of some commits below a directory and gives the hash of the last one. */
export function makeRepository(root: string, name: string, commits: readonly Readonly<Record<string, string>>[]): string {
  const directory = join(root, name);
  mkdirSync(directory, { recursive: true });
  git(directory, 'init', '--quiet', '--initial-branch', 'main');
  for (const [index, files] of commits.entries()) {
    for (const [file, content] of Object.entries(files)) writeFileSync(join(directory, file), content);
    git(directory, 'add', '.');
    git(directory, 'commit', '--quiet', '--allow-empty', '--message', `commit ${index + 1}`);
  }
  git(directory, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return git(directory, 'rev-parse', 'HEAD');
}

/** Serves the repositories below `root` by `git http-backend` to whoever has the password. */
export async function startGitServer(root: string, password: string): Promise<GitServer> {
  const requests: GitRequest[] = [];
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const credentials = basicCredentials(request);
    const correlation = request.headers['x-gitaly-correlation-id'] ?? null;
    requests.push({
      path: request.url ?? '',
      credentials,
      agent: request.headers['user-agent'] ?? '',
      correlation: correlation === null ? null : String(correlation),
    });
    if (credentials === `gitlab-ci-token:${password}`) return backend(root, request, response);
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"' }).end();
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, root, close: () => new Promise((resolve) => void server.close(() => resolve())) };
}

function basicCredentials(request: IncomingMessage): string | null {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  return scheme === 'Basic' ? Buffer.from(value, 'base64').toString() : null;
}

/** Speaks CGI with Git's own server program. Repositories may be called with `.git` at their end. */
function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const env = {
    PATH: process.env['PATH'],
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    PATH_INFO: url.pathname.replace('.git/', '/'),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
  };
  const program = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  request.pipe(program.stdin);
  program.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  program.on('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ', 2) as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    for (const [name, value] of headers) if (name !== 'Status') response.setHeader(name, value);
    response.writeHead(Number.parseInt(status, 10)).end(answer.subarray(end + 4));
  });
}
