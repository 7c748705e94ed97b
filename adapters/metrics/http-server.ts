import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goDuration } from '../../core/job/go-duration.ts';
import { FaultError } from '../fault-error.ts';
import type { ListenAddress } from './listen-address.ts';
import type { ManagerMetrics } from './manager-metrics.ts';
import type { ProcessState } from './process-metrics.ts';
import { statusOf, type StatusSource } from './status.ts';
import { statusPage } from './status-page.ts';

/** What the server shows, and to whom. */
export interface HttpServerOptions extends StatusSource {
  readonly address: ListenAddress;
  readonly metrics: ManagerMetrics;
  /** Whether the status pages are shown to other machines too. */
  readonly statusPublic: boolean;
  /** Hears of what went wrong while a page was made. */
  readonly onError: (error: unknown) => void;
}

type Answer = readonly [status: number, type: string, body: string, headers?: Readonly<Record<string, string>>];
type Page = (url: URL) => Answer | Promise<Answer>;

const plain = 'text/plain; charset=utf-8';
const html = 'text/html; charset=utf-8';
const json = 'application/json; charset=utf-8';
const methods = ['GET', 'HEAD'];
const safety = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/**
 * The manager's pages: metrics and the debug pages under gitlab-runner's paths, and Drydock's own status. Nothing can be changed through it; the status pages
 * are for this machine alone unless an option says otherwise.
 *
 * @remarks Source: ux.md §1.1, §6.2.
 */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  readonly #pages: ReadonlyMap<string, Page>;
  readonly #local: ReadonlyMap<string, Page>;

  private constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#pages = new Map<string, Page>([
      ['/', () => this.#summary()],
      ['/metrics', async () => [200, options.metrics.registry.contentType, await options.metrics.text()]],
      ['/debug/jobs/list', () => this.#jobs()],
      ['/debug/process/state', () => [200, plain, `${options.metrics.process.state}\n`]],
      ['/health/ready', () => readiness(options.metrics.process.state)],
    ]);
    this.#local = new Map<string, Page>([
      ['/status', ({ searchParams }) => [200, html, statusPage(statusOf(options), refreshOf(searchParams))]],
      ['/status.json', () => [200, json, `${JSON.stringify(statusOf(options), null, 2)}\n`]],
    ]);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /**
   * Begins to listen.
   *
   * @throws FaultError when the address is taken or is not this machine's.
   */
  static async listen(options: HttpServerOptions): Promise<HttpServer> {
    const server = new HttpServer(options);
    const { host, port } = options.address;
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', (error: NodeJS.ErrnoException) => {
        reject(new FaultError('conflict', `cannot listen on ${host}:${port}: ${error.code ?? error.message}`, error));
      });
      server.#server.listen({ port, ...(host === '' ? {} : { host }) }, resolve);
    });
    // A server that only shows things does not keep the process alive.
    server.#server.unref();
    return server;
  }

  /** The port that it listens on, also where 0 was asked for. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Where it is reached, as `host:port`; the host is as it was asked for. */
  get address(): string {
    const { host } = this.#options.address;
    return `${host.includes(':') ? `[${host}]` : host}:${String(this.port)}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, type, body, headers] = await this.#answer(request).catch((error: unknown): Answer => {
      this.#options.onError(error);
      return [500, plain, 'Internal Server Error\n'];
    });
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...safety, ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    if (!methods.includes(request.method ?? '')) return [405, plain, 'Method Not Allowed\n', { Allow: methods.join(', ') }];
    const url = new URL(request.url ?? '/', 'http://localhost');
    const local = this.#local.get(url.pathname);
    if (local !== undefined) return this.#options.statusPublic || isLocal(request) ? local(url) : [403, plain, 'shown on this machine only\n'];
    return this.#pages.get(url.pathname)?.(url) ?? [404, plain, 'Not Found\n'];
  }

  #summary(): Answer {
    const { view, version, state } = this.#options;
    const jobs = view.manager.runners.reduce((sum, { jobCount }) => sum + jobCount, 0);
    return [200, plain, `OK: drydock ${version}, ${state()}, runners ${view.runners.length}, jobs ${jobs}\n`];
  }

  /** @remarks Source: ux.md §1.1: the form is that of X-List-Version 2. */
  #jobs(): Answer {
    const { view } = this.#options;
    const lines = [...view.jobs()].map(({ url, state, stage, executorStage, receivedAt }) => {
      const duration = goDuration(view.now() - receivedAt, view.manager.config.second);
      return `url=${url} state=${state} stage=${stage} executor_stage=${executorStage} duration=${duration}\n`;
    });
    return [200, plain, lines.join(''), { 'X-List-Version': '2' }];
  }
}

/** In upstream's words until jobs are taken. */
function readiness(state: ProcessState): Answer {
  if (state === 'running') return [200, plain, 'ready\n'];
  return [503, plain, state === 'starting' ? 'boot-verify pending\n' : 'shutting down\n'];
}

/** Whether a request comes from this machine, and names it: a page elsewhere can make a browser here ask, but not under a name of this machine. */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  return isLoopback(address) && (host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, '')));
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

function refreshOf(parameters: URLSearchParams): number | null {
  const seconds = Number(parameters.get('refresh') ?? '');
  return Number.isInteger(seconds) && seconds > 0 ? seconds : null;
}
