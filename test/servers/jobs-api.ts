import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A job as far as the page of a list needs it. */
export interface ListedJob {
  readonly id: number;
}

/** What a request asked for. */
export interface ListRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
}

/** An answer in place of the page. */
export interface OtherAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A GitLab that lists jobs by keyset, the latest first. */
export interface JobsApi {
  readonly url: string;
  readonly requests: readonly ListRequest[];
  close(): Promise<void>;
}

/**
 * Starts one on a free port of loopback.
 *
 * @param instead answers in place of the page; null for the page. The number counts requests from 1.
 */
export async function startJobsApi(
  jobs: readonly ListedJob[],
  instead: (request: ListRequest, number: number) => OtherAnswer | null = () => null,
): Promise<JobsApi> {
  const requests: ListRequest[] = [];
  const latestFirst = jobs.toSorted((a, b) => b.id - a.id);
  const server = createServer((message, response) => {
    const url = new URL(message.url ?? '', 'http://127.0.0.1');
    const request = { path: url.pathname, query: url.searchParams, token: tokenOf(message) };
    requests.push(request);
    const other = instead(request, requests.length);
    if (other === null) answerPage(latestFirst, request, response);
    else response.writeHead(other.status, other.headers).end(other.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The link names another host, as behind a proxy; the cursor is opaque. */
function answerPage(jobs: readonly ListedJob[], { path, query }: ListRequest, response: ServerResponse): void {
  const size = Number(query.get('per_page') ?? 20);
  const below = Number(Buffer.from(query.get('cursor') ?? '', 'base64url').toString() || Number.POSITIVE_INFINITY);
  const rest = jobs.filter(({ id }) => id < below);
  const page = rest.slice(0, size);
  const next = new URLSearchParams(query);
  next.set('cursor', Buffer.from(String(page.at(-1)?.id ?? 0)).toString('base64url'));
  const link = rest.length > size ? { Link: `<http://internal.invalid${path}?${next.toString()}>; rel="next"` } : {};
  response.writeHead(200, { 'Content-Type': 'application/json', ...link }).end(JSON.stringify(page));
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
  const token = headers['private-token'];
  return Array.isArray(token) ? token[0] : token;
}
