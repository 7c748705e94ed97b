import { jobPayloadSchema } from './job-payload-schema.ts';
import type { JobPayload } from './job-payload.ts';

/** A job that came and cannot be run: enough of it to fail it in GitLab, and why. */
export interface UnparsableJob {
  readonly id: number;
  readonly token: string;
  /** One line, without secrets. */
  readonly reason: string;
}

/** What a job request brought: a job, one that can only be failed, or nothing that names one. */
export type ReceivedJob =
  | { readonly kind: 'job'; readonly job: JobPayload }
  | { readonly kind: 'unparsable'; readonly job: UnparsableJob }
  | { readonly kind: 'nothing'; readonly reason: string };

/** Of the first `"id": 7` and `"token": "…"` in a text that is not JSON to its end: GitLab writes the job's own before all others. */
const idShape = /"id"\s*:\s*([1-9]\d{0,14})\b/;
const tokenShape = /"token"\s*:\s*("(?:[^"\\]|\\.)+")/;

/**
 * Reads the body of a job request's answer. A job is never lost for the form in which it came: where it cannot be run, its id and token are looked for in
 * whatever there is. No value of the body is in a reason.
 *
 * @remarks GitLab Runner loses a job whose answer it cannot read: peer-runner.md §1.1.
 */
export function readJob(body: string, contentType: string, complete: boolean): ReceivedJob {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  const value = parsed(body);
  if (value === undefined) return unusable(body, complete ? 'the job is not JSON' : 'the answer with the job broke off');
  if (type !== 'application/json') return unusable(body, `server should return application/json. Got: ${type.slice(0, 80)}`, value);
  const result = jobPayloadSchema.safeParse(value);
  if (result.success) return { kind: 'job', job: result.data };
  const faults = result.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return unusable(body, `the job is not of the known form: ${faults.join('; ')}`, value);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function unusable(body: string, reason: string, value?: unknown): ReceivedJob {
  const { id, token } = value === undefined ? namedIn(body) : ownOf(value);
  return id === null || token === null ? { kind: 'nothing', reason } : { kind: 'unparsable', job: { id, token, reason } };
}

interface Name {
  readonly id: number | null;
  readonly token: string | null;
}

function ownOf(value: unknown): Name {
  const { id, token } = (typeof value === 'object' && value !== null ? value : {}) as { id?: unknown; token?: unknown };
  const number = typeof id === 'string' && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : id;
  return {
    id: typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : null,
    token: typeof token === 'string' && token !== '' ? token : null,
  };
}

function namedIn(body: string): Name {
  const id = idShape.exec(body)?.[1];
  const token = tokenShape.exec(body)?.[1];
  return { id: id === undefined ? null : Number(id), token: token === undefined ? null : ((parsed(token) as string | undefined) ?? null) };
}
