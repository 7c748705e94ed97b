import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it came. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is answered. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A server on loopback that keeps what it is asked and answers by a script: one answer after the other, the last for ever. */
export class RecordingServer {
  readonly requests: Recorded[] = [];
  readonly #answer: (request: Recorded, index: number) => Answer;
  readonly #server: Server;

  constructor(answer: readonly Answer[] | ((request: Recorded, index: number) => Answer)) {
    this.#answer = typeof answer === 'function' ? answer : (_, index): Answer => answer[Math.min(index, answer.length - 1)]!;
    this.#server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const recorded = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
        const { status, headers = {}, body: answered = '' } = this.#answer(recorded, this.requests.push(recorded) - 1);
        response.writeHead(status, headers);
        response.end(request.method === 'HEAD' ? undefined : answered);
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
