import type { Fault } from '../../core/fault.ts';

/** The calls of GitLab's runner API by the names under which metrics count them; `registration` stands for those that only an operator makes. */
export type ApiEndpoint = 'request_job' | 'update_job' | 'patch_trace' | 'reset_token' | 'discovery' | 'registration';

/** One call of the runner API, before it is addressed. */
export interface ApiRequest {
  readonly endpoint: ApiEndpoint;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `api/v4/`. */
  readonly path: string;
  /** Among them the one with the token: never forwarded to another host, never shown. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly type: 'application/json' | 'text/plain'; readonly content: string | Buffer } | null;
  /** Whether the answer carries something that must not be lost: then what has begun to arrive is read to its end, whatever the caller's signal says. */
  readonly precious: boolean;
}

/** How a call ended. `status` is null when no answer came at all; `fault` says why then, and is null otherwise. */
export interface ApiAnswer {
  readonly status: number | null;
  /** In lower case; of a repeated header, the last value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** False when the connection broke within the body. */
  readonly complete: boolean;
  /** Whether GitLab pushed back at least once (429, 5xx…), in the last attempt or in one before it. */
  readonly retried: boolean;
  readonly fault: Fault | null;
}

/** What metrics are told of a call once it has ended, all attempts together. */
export interface ApiCallRecord {
  readonly endpoint: ApiEndpoint;
  readonly method: ApiRequest['method'];
  /** Of the address, with `{id}` for every number. */
  readonly path: string;
  /** Of the last answer; null when none came. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly attempts: number;
}

/** Carries a call to GitLab and back. Never rejects. */
export interface ApiTransport {
  send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>;
}
