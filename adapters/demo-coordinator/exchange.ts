import type { IncomingMessage, ServerResponse } from 'node:http';

const mostBytes = 512 * 1024 * 1024;

/** A request that has arrived in full. */
export interface Call {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Of the caller: calls with the same one came over one connection. */
  readonly port: number;
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** What is answered. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Breaks the connection after that many bytes of the body; at 0, with nothing but the head. */
  readonly cutAt?: number;
}

/** A reply, or a connection broken before one. */
export type Outcome = Reply | 'hang-up';

/** An answer in JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** A refusal in GitLab's form. */
export function refusal(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return json(status, { message: `${String(status)} ${message}` }, headers);
}

/** Reads a request to its end. Rejects when the caller hangs up, or sends more than 512 MiB. */
export async function readCall(request: IncomingMessage, signal: AbortSignal): Promise<Call> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) throw new RangeError('the request is too large');
  }
  const url = new URL(request.url ?? '/', 'http://coordinator');
  const headers = Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks),
    port: request.socket.remotePort ?? 0,
    signal,
  };
}

/** Sends a reply, or does to the connection what the outcome says. */
export function sendOutcome(response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'hang-up') {
    response.destroy();
    return;
  }
  const body = Buffer.from(outcome.body ?? '');
  const length = outcome.status === 204 ? {} : { 'Content-Length': String(body.length) };
  response.writeHead(outcome.status, { ...outcome.headers, ...length });
  if (outcome.cutAt === undefined) response.end(body);
  else response.write(body.subarray(0, outcome.cutAt), () => response.destroy());
}
