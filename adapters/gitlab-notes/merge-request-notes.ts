import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { Sealed } from '../config/sealed.ts';
import { answerDetail } from '../coordinator/answer-detail.ts';
import type { ApiAnswer } from '../coordinator/api-exchange.ts';
import { apiRoot } from '../coordinator/api-root.ts';
import { Connections } from '../coordinator/connections.ts';
import { httpExchange } from '../coordinator/http-exchange.ts';
import { HttpTransport, pause } from '../coordinator/http-transport.ts';
import { networkFault } from '../coordinator/network-fault.ts';
import { FaultError } from '../fault-error.ts';

/** Where notes are written, and in whose name. */
export interface MergeRequestNotesOptions {
  /** Address of the GitLab instance. */
  readonly url: string;
  /** Number or path of the project. */
  readonly project: string;
  /** The merge request by its number within the project. */
  readonly mergeRequest: number;
  /** With the scope `api`. */
  readonly token: Sealed<string>;
  /** Where proxies are named. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  readonly warn: (message: string) => void;
}

/** A note of the merge request. */
export interface Note {
  readonly id: number;
  readonly body: string;
}

/** All calls together must end within this. */
const deadlineMs = 120_000;
const pageSize = 100;
/** Ten thousand notes: a list that is longer never ends. */
const mostPages = 100;

const noteSchema = z.object({ id: z.int(), body: z.string(), system: z.boolean().optional() });

/**
 * The notes of one merge request. Reading and changing are tried again where GitLab pushes back or cannot be reached; creating is not, since the note may be
 * there although no answer came.
 *
 * @remarks Source: GitLab documentation, `doc/api/notes.md`.
 */
export class MergeRequestNotes {
  readonly #options: MergeRequestNotesOptions;
  readonly #root: URL;
  readonly #connections: Connections;
  readonly #transport: HttpTransport;
  readonly #path: string;
  readonly #signal = AbortSignal.timeout(deadlineMs);

  /** @throws FaultError `auth` where the url is no address. */
  constructor(options: MergeRequestNotesOptions) {
    const { url, project, mergeRequest, environment, userAgent, warn } = options;
    this.#options = options;
    this.#root = apiRoot(url);
    this.#path = `projects/${encodeURIComponent(project)}/merge_requests/${mergeRequest}/notes`;
    this.#connections = new Connections({ root: this.#root, files: { ca: null, cert: null, key: null }, maxAgeMs: 0, environment, warn, now: Date.now });
    this.#transport = new HttpTransport({
      root: this.#root,
      userAgent,
      agents: () => this.#connections.agents(),
      now: Date.now,
      random: Math.random,
      sleep: pause,
      observe: () => undefined,
    });
  }

  /**
   * The latest note, by whomever, that begins with the tag; null where there is none.
   *
   * @throws FaultError where GitLab refuses or cannot be reached.
   */
  async findByTag(tag: string): Promise<Note | null> {
    let found: Note | null = null;
    for (let page = 1; page <= mostPages; page++) {
      const answer = await this.#send('GET', `${this.#path}?sort=asc&order_by=created_at&per_page=${pageSize}&page=${page}`, null);
      const notes = read(answer, z.array(noteSchema));
      found = notes.findLast(({ body, system }) => system !== true && body.startsWith(tag)) ?? found;
      if (notes.length < pageSize) break;
    }
    return found;
  }

  /** Replaces the text of a note. @throws FaultError as {@link findByTag}, also for a note of somebody else. */
  async update(id: number, body: string): Promise<void> {
    read(await this.#send('PUT', `${this.#path}/${id}`, body), noteSchema);
  }

  /** Adds a note, in one attempt. @throws FaultError as {@link findByTag}. */
  async create(body: string): Promise<Note> {
    const { userAgent } = this.#options;
    const headers = { ...this.#headers(), 'Content-Type': 'application/json', 'User-Agent': userAgent };
    try {
      const agents = await this.#connections.agents();
      const url = new URL(this.#path, this.#root);
      const response = await httpExchange(url, { agents, method: 'POST', headers, body: JSON.stringify({ body }), signal: this.#signal });
      const content = await buffer(response);
      return read({ status: response.statusCode ?? 0, headers: {}, body: content, complete: true, retried: false, fault: null }, noteSchema);
    } catch (error) {
      if (error instanceof FaultError) throw error;
      const { code, detail } = networkFault(error).fault;
      throw new FaultError(code, `${detail}: the note may be there or not`, error);
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  #send(method: 'GET' | 'PUT', path: string, body: string | null): Promise<ApiAnswer> {
    const content = body === null ? null : ({ type: 'application/json', content: JSON.stringify({ body }) } as const);
    return this.#transport.send({ endpoint: 'registration', method, path, headers: this.#headers(), body: content, precious: false }, this.#signal);
  }

  #headers(): Record<string, string> {
    return { 'PRIVATE-TOKEN': this.#options.token.reveal(), Accept: 'application/json' };
  }
}

/** What an answer holds, where it is one of success. */
function read<T>(answer: ApiAnswer, schema: z.ZodType<T>): T {
  const { status, body, complete } = answer;
  if (status === null || status < 200 || status > 299) throw new FaultError(codeOf(status), answerDetail(answer));
  if (!complete) throw new FaultError('unreachable', 'the connection broke within an answer');
  const parsed = schema.safeParse(jsonOf(body));
  if (!parsed.success) throw new FaultError('unreachable', 'the answer speaks of no notes: is this the address of a GitLab?');
  return parsed.data;
}

function codeOf(status: number | null): 'auth' | 'unreachable' {
  return status !== null && status >= 400 && status < 500 && status !== 429 ? 'auth' : 'unreachable';
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
