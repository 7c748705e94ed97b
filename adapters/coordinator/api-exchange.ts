import type { Fault } from '../../core/fault.ts';

/** The calls of GitLab's runner API that are counted, by the names under which they are counted. */
export type ApiEndpoint =
  | 'request_job'
  | 'update_job'
  | 'patch_trace'
  | 'verify_runner'
  | 'register_runner'
  | 'unregister_runner'
  | 'reset_token'
  | 'router_discovery'
  | 'upload_artifacts'
  | 'download_artifacts';

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

/** Carries a call to GitLab and back. Never rejects. */
export interface ApiTransport {
  send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>;
}
