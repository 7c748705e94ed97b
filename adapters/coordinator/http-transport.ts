import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { ApiAnswer, ApiCallRecord, ApiRequest, ApiTransport } from './api-exchange.ts';
import { httpExchange, type HttpAgents } from './http-exchange.ts';
import { readBody } from './read-body.ts';
import { redirectTarget } from './redirect-target.ts';
import { networkFault } from './network-fault.ts';
import { isRetriedStatus, retryWaitMs } from './retry-wait.ts';

const mostAttempts = 5;
const mostRedirections = 5;
/** How long the rest of an answer that must not be lost may take, once the caller has given up. */
const preciousMs = 30_000;

/** What a transport is made of. Clock, chance and pauses are the caller's. */
export interface HttpTransportOptions {
  readonly root: URL;
  readonly userAgent: string;
  /** The connections for the next attempt. */
  readonly agents: () => Promise<HttpAgents>;
  /** How long the server may be silent before its answer begins, in milliseconds; long enough for a long poll where it is left out. */
  readonly silenceMs?: number;
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends early when the signal aborts, in whatever way. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly observe: (call: ApiCallRecord) => void;
}

/** A pause by the machine's clock, cut short when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

interface Attempt {
  readonly answer: Omit<ApiAnswer, 'retried'>;
  readonly retriable: boolean;
}

/**
 * Carries calls to GitLab over HTTP: up to five attempts in total where GitLab pushes back or cannot be reached, with the wait that it asks for. An aborted
 * call answers with the fault `timeout`.
 *
 * @remarks Source: peer-runner.md §1, §1.1. That an unreachable server is tried again within one call is Drydock's own.
 */
export class HttpTransport implements ApiTransport {
  readonly #options: HttpTransportOptions;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
  }

  async send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const { now, random, sleep, observe, root } = this.#options;
    const url = new URL(request.path, root);
    const headers = this.#headers(request);
    const begun = now();
    let retried = false;
    for (let attempts = 1; ; attempts++) {
      const { answer, retriable } = await this.#attempt(request, url, headers, signal);
      retried ||= answer.status !== null && retriable;
      if (!retriable || attempts === mostAttempts || signal.aborted) {
        const { endpoint, method } = request;
        observe({ endpoint, method, path: url.pathname.replaceAll(/\/\d+(?=\/|$)/g, '/{id}'), status: answer.status, durationMs: now() - begun, attempts });
        return { ...answer, retried };
      }
      await sleep(retryWaitMs({ headers: answer.headers, waitIndex: attempts - 1, nowMs: now(), random: random() }), signal);
    }
  }

  #headers({ headers, body }: ApiRequest): Record<string, string> {
    return {
      'User-Agent': this.#options.userAgent,
      ...(body === null ? {} : { 'Content-Type': body.type }),
      ...headers,
      'X-Request-Id': randomUUID().replaceAll('-', ''),
      'Accept-Encoding': 'gzip',
    };
  }

  async #attempt(request: ApiRequest, url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Attempt> {
    const control = new AbortController();
    const abort = (): void => control.abort();
    let deadline: NodeJS.Timeout | undefined;
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const response = await this.#follow(request, url, headers, control.signal);
      const { statusCode: status = 0 } = response;
      if (request.precious && status === 201) {
        signal.removeEventListener('abort', abort);
        deadline = setTimeout(abort, preciousMs);
      }
      const answerHeaders = lastValues(response.headers);
      const { bytes, complete } = await readBody(response, answerHeaders['content-encoding']);
      // A connection counts as busy until the turn is over; without this, a call that follows at once would open another.
      await nextTurn();
      const answer = { status, headers: answerHeaders, body: bytes, complete, fault: null };
      return { answer, retriable: isRetriedStatus(status) };
    } catch (error) {
      return failedAttempt(error, `${request.method} ${url.origin}${url.pathname}`, signal.aborted);
    } finally {
      clearTimeout(deadline);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Sends the call, and again to where GitLab redirects it, with method and body as they are, as long as it stays on its host. */
  async #follow({ method, body }: ApiRequest, first: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
    const { silenceMs } = this.#options;
    const options = {
      agents: await this.#options.agents(),
      method,
      headers,
      body: body?.content ?? null,
      signal,
      ...(silenceMs !== undefined && { silenceMs }),
    };
    let url = first;
    for (let redirections = 0; ; redirections++) {
      const response = await httpExchange(url, options);
      const target = redirectTarget(url, response.statusCode ?? 0, lastValues(response.headers)['location']);
      if (target === null || redirections === mostRedirections) return response;
      response.resume();
      url = target;
    }
  }
}

function failedAttempt(error: unknown, call: string, aborted: boolean): Attempt {
  const none = { status: null, headers: {}, body: Buffer.alloc(0), complete: false };
  if (aborted) return { answer: { ...none, fault: { code: 'timeout', detail: `${call}: given up` } }, retriable: false };
  const { fault, retriable } = networkFault(error);
  return { answer: { ...none, fault: { ...fault, detail: `${call}: ${fault.detail}` } }, retriable };
}

function lastValues(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
