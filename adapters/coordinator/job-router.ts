import { z } from 'zod';
import { answerDetail } from './answer-detail.ts';
import type { ApiTransport } from './api-exchange.ts';

/** How long an answer holds, whatever it was. @remarks Source: GitLab Runner router/client.go. */
const holdsMs = 3_600_000;

const discovery = z.object({ server_url: z.string().min(1) });

/** What a job router is looked for with. */
export interface JobRouterOptions {
  readonly transport: ApiTransport;
  readonly token: string;
  readonly now: () => number;
  /** Told once for every answer that is asked for. */
  readonly report: (message: string) => void;
}

/**
 * Asks GitLab once an hour for its job router, as FF_USE_JOB_ROUTER wants. Jobs are asked for at `jobs/request` in any case, which GitLab serves beside its
 * router and to which GitLab Runner falls back: Drydock does not speak the router's own protocol, and says so where there is one.
 *
 * @remarks Source: peer-runner.md §1.
 */
export class JobRouter {
  readonly #options: JobRouterOptions;
  #serverUrl: Promise<string | null> = Promise.resolve(null);
  #holdsUntil = 0;

  constructor(options: JobRouterOptions) {
    this.#options = options;
  }

  /** Address of the router; null where GitLab has none. */
  discover(signal: AbortSignal): Promise<string | null> {
    const now = this.#options.now();
    if (now >= this.#holdsUntil) {
      this.#holdsUntil = now + holdsMs;
      this.#serverUrl = this.#ask(signal);
    }
    return this.#serverUrl;
  }

  async #ask(signal: AbortSignal): Promise<string | null> {
    const { transport, token, report } = this.#options;
    const headers = { Accept: 'application/json', 'RUNNER-TOKEN': token };
    const request = { endpoint: 'discovery', method: 'GET', path: 'runners/router/discovery', headers, body: null, precious: false } as const;
    const answer = await transport.send(request, signal);
    const url = answer.status === 200 ? serverUrlIn(answer.body.toString('utf8')) : null;
    report(url === null ? `no job router: ${answerDetail(answer)}` : `GitLab has a job router at ${url}; jobs are requested from GitLab itself`);
    return url;
  }
}

function serverUrlIn(body: string): string | null {
  try {
    return discovery.parse(JSON.parse(body)).server_url;
  } catch {
    return null;
  }
}
