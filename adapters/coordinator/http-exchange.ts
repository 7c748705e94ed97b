import { request as plainRequest, type Agent as PlainAgent, type IncomingMessage } from 'node:http';
import { request as tlsRequest, type Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The connections that calls are made over, by protocol. */
export interface HttpAgents {
  readonly plain: PlainAgent;
  readonly tls: TlsAgent;
  /** Hears of the socket of each call. */
  readonly used?: (socket: Socket) => void;
}

/** One request. */
export interface HttpExchange {
  /** Left out for a connection of its own, by the system's ways. */
  readonly agents?: HttpAgents | undefined;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable | null;
  readonly signal: AbortSignal;
  /** How long the server may be silent before its answer begins, in milliseconds. */
  readonly silenceMs?: number;
}

const connectMs = 30_000;
/** A long poll may take its time to answer. */
const usualSilenceMs = 600_000;
const bodyPauseMs = 60_000;

/**
 * Sends a request; resolves when the answer begins, whatever its status. Its body is to be read or destroyed. Rejects with the error of the socket, of the signal, or one whose code is
 * `ETIMEDOUT`.
 */
export function httpExchange(url: URL, { agents, method, headers, body, signal, silenceMs = usualSilenceMs }: HttpExchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:';
    // Node says the length of a body itself only where the method usually has one.
    const length = body === null || body instanceof Readable ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...headers, ...length }, signal, agent: agents === undefined ? false : isTls ? agents.tls : agents.plain };
    const request = isTls ? tlsRequest(url, options) : plainRequest(url, options);
    const timeUp = (what: string): void => void request.destroy(Object.assign(new Error(what), { code: 'ETIMEDOUT' }));
    request.once('error', reject);
    request.once('socket', (socket) => {
      agents?.used?.(socket);
      if (!socket.connecting) return;
      const timer = setTimeout(() => timeUp('the connection was not made in time'), connectMs);
      for (const end of ['connect', 'close']) socket.once(end, () => clearTimeout(timer));
    });
    request.setTimeout(silenceMs, () => timeUp('the server was silent for too long'));
    request.once('response', (response) => {
      response.socket.setTimeout(bodyPauseMs);
      resolve(response);
    });
    if (body instanceof Readable) pipeline(body, request).catch(reject);
    else request.end(body ?? undefined);
  });
}
