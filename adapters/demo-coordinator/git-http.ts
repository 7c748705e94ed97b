import { spawn } from 'node:child_process';
import { refusal, type Call, type Reply } from './exchange.ts';

const repositoryPath = /^(?:\/repos)?(\/.+\.git\/(?:info\/refs|HEAD|objects\/.+|git-upload-pack))$/;
const deadlineMs = 60_000;

/** What Git repositories are served from. */
export interface GitHttpOptions {
  /** Folder with bare repositories, `GROUP/PROJECT.git`. */
  readonly directory: string;
  /** Whether a password lets its bearer read. */
  readonly admits: (password: string) => boolean;
}

/**
 * Git over HTTP for reading, by Git's own `http-backend`. Asks for a name and password first, as GitLab does of a private project; any name will do. Null
 * where the path is none of a repository.
 */
export async function serveGit(call: Call, { directory, admits }: GitHttpOptions): Promise<Reply | null> {
  const path = repositoryPath.exec(call.path)?.[1];
  if (path === undefined || path.split('/').includes('..')) return null;
  const [, credentials] = /^Basic (.+)$/i.exec(call.headers['authorization'] ?? '') ?? [];
  const [, ...password] = Buffer.from(credentials ?? '', 'base64')
    .toString('utf8')
    .split(':');
  if (credentials === undefined || !admits(password.join(':'))) {
    return refusal(401, 'Unauthorized', { 'WWW-Authenticate': 'Basic realm="GitLab"' });
  }
  if (call.query.get('service') === 'git-receive-pack') return refusal(403, 'You are not allowed to push code');
  return cgiReply(await runBackend(call, path, directory));
}

function runBackend(call: Call, path: string, directory: string): Promise<Buffer> {
  const backend = spawn('git', ['http-backend'], {
    env: environment(call, path, directory),
    signal: AbortSignal.timeout(deadlineMs),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    backend.once('error', reject);
    backend.once('close', () => resolve(Buffer.concat(chunks)));
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // It stops reading when it has heard enough.
    backend.stdin.on('error', () => undefined);
    backend.stdin.end(call.body);
  });
}

function environment(call: Call, path: string, directory: string): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return {
    PATH,
    HOME,
    GIT_PROJECT_ROOT: directory,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_CONFIG_KEY_1: 'uploadpack.allowAnySHA1InWant',
    GIT_CONFIG_VALUE_1: 'true',
    GIT_PROTOCOL: call.headers['git-protocol'] ?? '',
    PATH_INFO: path,
    REQUEST_METHOD: call.method,
    QUERY_STRING: call.query.toString(),
    CONTENT_TYPE: call.headers['content-type'] ?? '',
    CONTENT_LENGTH: String(call.body.length),
    HTTP_CONTENT_ENCODING: call.headers['content-encoding'] ?? '',
    REMOTE_USER: 'gitlab-ci-token',
    REMOTE_ADDR: '127.0.0.1',
  };
}

/** A CGI program's output: a head whose `Status` is the answer's, an empty line, the body. */
function cgiReply(output: Buffer): Reply {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) return refusal(500, 'Internal Server Error');
  const lines = output.subarray(0, end).toString('latin1').split('\r\n');
  const fields = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const status = fields.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
  const headers = Object.fromEntries(fields.filter(([name]) => name.toLowerCase() !== 'status'));
  return { status: Number.parseInt(status, 10), headers, body: output.subarray(end + 4) };
}
