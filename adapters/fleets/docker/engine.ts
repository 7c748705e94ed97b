import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { EngineAddress } from './engine-address.ts';
import { EngineError } from './engine-error.ts';

/** One call of the engine's API. */
export interface EngineCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its parts encoded: `/containers/x/json`. */
  readonly path: string;
  /** A value that is an object goes over the wire as JSON, a list as one parameter for each item. */
  readonly query?: Readonly<Record<string, string | boolean | readonly string[] | object>>;
  /** An object is sent as JSON, bytes as an archive. */
  readonly body?: Buffer | object;
}

const archiveType = 'application/x-tar';

/**
 * The engine's API over its socket: a request, and the whole of its answer. Each call has a connection of its own: on a socket of this machine one costs nothing, and
 * none is found dead when it is used again.
 */
export class Engine {
  readonly #address: () => EngineAddress;

  /** @param address asked at each call; what it throws is what the call rejects with. */
  constructor(address: () => EngineAddress) {
    this.#address = address;
  }

  /** The body of a good answer. Rejects with `EngineError` for any other, and with the socket's own error where there is none. */
  async call({ method, path, query = {}, body }: EngineCall, signal: AbortSignal): Promise<Buffer> {
    const address = this.#address();
    const content = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const headers = {
      Host: address.host ?? 'docker',
      ...(content !== undefined && { 'Content-Type': content === body ? archiveType : 'application/json', 'Content-Length': content.length }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = address.protocol === 'https:' ? tlsRequest : plainRequest;
      const sent = send({ ...address, method, path: path + queryText(query), headers, agent: false, signal }, resolve);
      sent.on('error', reject);
      sent.end(content);
    });
    const answer = await buffer(response);
    const { statusCode = 0 } = response;
    if (statusCode < 200 || statusCode > 299) throw new EngineError(statusCode, messageOf(answer.toString('utf8')));
    return answer;
  }

  /** A call whose answer is JSON. */
  async json(call: EngineCall, signal: AbortSignal): Promise<unknown> {
    return JSON.parse((await this.call(call, signal)).toString('utf8'));
  }

  /** A call that reports its progress, a JSON object a line, and its failure as one of those, after an answer that looked good. */
  async progress(call: EngineCall, signal: AbortSignal): Promise<void> {
    for (const line of (await this.call(call, signal)).toString('utf8').split('\n')) {
      const { error } = (line.trim() === '' ? {} : JSON.parse(line)) as { readonly error?: string };
      if (error !== undefined) throw new EngineError(500, error);
    }
  }
}

function queryText(query: NonNullable<EngineCall['query']>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const item of value as readonly string[]) parameters.append(name, item);
    else parameters.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

/** What a refusal says: `{"message": …}`, or the text as it is. */
function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
