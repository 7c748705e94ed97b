import { z } from 'zod';
import type { CoordinatorJob, ReportedState } from './coordinator-job.ts';
import { json, refusal, type Call, type Reply } from './exchange.ts';

const stateBody = z.object({
  state: z.string(),
  failure_reason: z.string().optional(),
  exit_code: z.number().optional(),
  checksum: z.string().optional(),
  output: z.object({ checksum: z.string().optional(), bytesize: z.number().optional() }).default({}),
});

/** What every answer about a job says of it. */
function jobHeaders(job: CoordinatorJob, updateIntervalSeconds: number): Record<string, string> {
  return { 'Job-Status': job.status, 'X-GitLab-Trace-Update-Interval': String(updateIntervalSeconds) };
}

/** `PUT jobs/:id`: the state of a job that a runner has. A final one is taken only with the whole log; where bytes differ, the log begins anew. */
export function updateJob(job: CoordinatorJob, call: Call, updateIntervalSeconds: number): Reply {
  const headers = (): Record<string, string> => jobHeaders(job, updateIntervalSeconds);
  if (!job.isOpen) return refusal(403, 'Forbidden - Job is not running', headers());
  const parsed = stateBody.safeParse(parsedJson(call.body));
  if (!parsed.success) return refusal(400, 'Bad request', headers());
  const report = reportIn(parsed.data);
  job.reports.push(report);
  if (report.state !== 'running' && !job.hasLogOf(report)) {
    job.cutLog(0);
    return refusal(412, 'Precondition Failed', headers());
  }
  job.accept(report);
  return json(200, null, headers());
}

/** `PATCH jobs/:id/trace`: a piece of a job's log, which has to begin where the log ends. */
export function appendLog(job: CoordinatorJob, call: Call, updateIntervalSeconds: number): Reply {
  const headers = { ...jobHeaders(job, updateIntervalSeconds), 'Content-Type': 'text/plain' };
  if (!job.isOpen) return refusal(403, 'Forbidden - Job is not running', headers);
  const [, start, end] = /^(\d+)-(\d+)$/.exec(call.headers['content-range'] ?? '') ?? [];
  if (start === undefined || Number(end) - Number(start) + 1 !== call.body.length) return refusal(400, 'Missing or wrong header Content-Range', headers);
  const added = job.append(Number(start), call.body);
  return { status: added ? 202 : 416, headers: { ...headers, Range: `0-${String(job.logBytes)}` }, body: '0' };
}

function reportIn({ state, failure_reason, exit_code, checksum, output }: z.output<typeof stateBody>): ReportedState {
  return {
    state,
    failureReason: failure_reason ?? null,
    exitCode: exit_code ?? null,
    checksum: output.checksum ?? checksum ?? null,
    bytes: output.bytesize ?? 0,
  };
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
