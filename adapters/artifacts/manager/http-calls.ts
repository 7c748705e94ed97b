import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { httpExchange, type HttpAgents } from '../../coordinator/http-exchange.ts';
import type { TransferPace } from '../transfer-plan.ts';
import type { TransferLog } from './transfer-log.ts';

/** A call: what is sent comes from a file, what a good answer brings goes into one. */
export interface HttpCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as it is, or as the field `file` of a form under the name given. */
  readonly file?: { readonly path: string; readonly formName?: string };
  /** Where the body of an answer 200 goes. */
  readonly into?: string;
}

/** An answer. `status` is 0 where there was none, and `words` then says why; else it is the status as HTTP has it, `503 Service Unavailable`. */
export interface HttpAnswer {
  readonly status: number;
  readonly words: string;
  /** What the coordinator says of it, empty for nothing. */
  readonly message: string;
  readonly location: string;
  /** Seconds, from Retry-After; null without it. */
  readonly retryAfter: number | null;
}

const overloaded = new Set([408, 429, 500, 502, 503, 504]);
const longestBody = 64 * 1024;

/** Calls servers for the manager's own route. Redirects are answers like others: whoever calls decides what follows where. */
export class HttpCalls {
  readonly #agents: HttpAgents | undefined;
  readonly #pace: TransferPace;
  readonly #log: TransferLog;
  readonly #signal: AbortSignal;

  constructor(options: { readonly agents: HttpAgents | undefined; readonly pace: TransferPace; readonly log: TransferLog; readonly signal: AbortSignal }) {
    this.#agents = options.agents;
    this.#pace = options.pace;
    this.#log = options.log;
    this.#signal = options.signal;
  }

  /** One call. Rejects only when the signal aborts. */
  async once(call: HttpCall): Promise<HttpAnswer> {
    try {
      return await this.#exchange(call);
    } catch (error) {
      this.#signal.throwIfAborted();
      return { status: 0, words: error instanceof Error ? error.message : String(error), message: '', location: '', retryAfter: null };
    }
  }

  /**
   * Tries again while the server says that it has too much to do.
   *
   * @remarks Source: peer-runner.md §1.1.
   */
  async patiently(call: HttpCall): Promise<HttpAnswer> {
    for (const wait of this.#pace.calls) {
      const answer = await this.once(call);
      if (!overloaded.has(answer.status) && answer.status < 512) return answer;
      const seconds = answer.retryAfter ?? wait;
      const { method, url } = call;
      await this.#log.say('info', 'Waiting before making the next call', {
        context: 'ratelimit-requester-gitlab-request',
        duration: `${String(seconds)}s`,
        method,
        url,
      });
      await this.pause(seconds);
    }
    return this.once(call);
  }

  /** Tries again when a storage fails: no answer, or one of its own faults. */
  async ofStorage(call: HttpCall): Promise<HttpAnswer> {
    for (const wait of this.#pace.downloads) {
      const answer = await this.once(call);
      if (answer.status !== 0 && answer.status < 500) return answer;
      await this.pause(wait);
      await this.#log.say('warning', 'Retrying...', { error: failureWords(answer) });
    }
    return this.once(call);
  }

  async pause(seconds: number): Promise<void> {
    await pause(seconds * 1000, undefined, { signal: this.#signal });
  }

  async #exchange({ method, url, headers, file, into }: HttpCall): Promise<HttpAnswer> {
    const sent = file === undefined ? null : await body(file);
    const received = await httpExchange(new URL(url), {
      agents: this.#agents,
      method,
      headers: { ...headers, ...sent?.headers },
      body: sent?.content ?? null,
      signal: this.#signal,
    });
    const { statusCode = 0, headers: answered } = received;
    let told = '';
    if (statusCode === 200 && into !== undefined) await pipeline(received, createWriteStream(into));
    else told = await beginning(received);
    const one = (name: string): string => [answered[name]].flat()[0] ?? '';
    const retryAfter = /^\d+$/.test(one('retry-after')) ? Number(one('retry-after')) : null;
    const message = one('content-type').includes('json') ? (/"message"\s*:\s*"([^"]*)"/.exec(told)?.[1] ?? '') : '';
    return { status: statusCode, words: `${String(statusCode)} ${STATUS_CODES[statusCode] ?? ''}`.trim(), message, location: one('location'), retryAfter };
  }
}

/** How a failed answer of a storage is spoken of. */
export function failureWords({ status, words }: HttpAnswer): string {
  return status === 0 ? words : `received: ${words}`;
}

interface Body {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Readable;
}

async function body({ path, formName }: { readonly path: string; readonly formName?: string }): Promise<Body> {
  const { size } = await stat(path);
  if (formName === undefined) return { headers: { 'Content-Length': String(size) }, content: createReadStream(path) };
  const boundary = `drydock-${crypto.randomUUID()}`;
  const name = formName.replaceAll(/[\r\n"]/g, (character) => encodeURIComponent(character));
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const length = head.length + size + tail.length;
  return {
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': String(length) },
    content: Readable.from(parts(head, path, tail), { objectMode: false }),
  };
}

async function* parts(head: Buffer, path: string, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  yield* createReadStream(path) as AsyncIterable<Buffer>;
  yield tail;
}

async function beginning(received: Readable): Promise<string> {
  let text = '';
  for await (const chunk of received as AsyncIterable<Buffer>) if (text.length < longestBody) text += chunk.toString();
  return text;
}
