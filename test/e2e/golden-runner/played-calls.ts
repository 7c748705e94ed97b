import type { RecordedExchange } from '../../coordinator/test-coordinator.ts';
import { formFile } from '../../../adapters/demo-coordinator/form-file.ts';
import type { RunnerCall } from './recorded-run.ts';

/** The calls about one job among all that a coordinator had, in the form of the record. */
export function playedCalls(exchanges: readonly RecordedExchange[], id: number, dependencies: readonly number[], way: string): readonly RunnerCall[] {
  return exchanges.filter((exchange) => isOf(exchange, id, dependencies, way)).map((exchange) => playedCall(exchange, way));
}

function isOf({ method, path }: RecordedExchange, id: number, dependencies: readonly number[], way: string): boolean {
  if (path.startsWith(`/repos/${way}/`)) return true;
  const [, job, rest] = /^\/api\/v4\/jobs\/(\d+)(\/\w+)?$/.exec(path) ?? [];
  return Number(job) === id || (method === 'GET' && rest === '/artifacts' && dependencies.includes(Number(job)));
}

function playedCall({ method, path, query, headers, body, json, outcome }: RecordedExchange, way: string): RunnerCall {
  const url = path.replace('/api/v4/', '').replace(`/repos/${way}/`, '/repos/') + (query === '' ? '' : `?${query}`);
  const { state, failure_reason, exit_code } = (json ?? {}) as Partial<RunnerCall>;
  const range = headers['content-range'];
  const filename = method === 'POST' && path.endsWith('/artifacts') ? formFile(body, headers['content-type'] ?? '')?.filename : undefined;
  return {
    method,
    url,
    ...(state !== undefined && { state }),
    ...(failure_reason !== undefined && { failure_reason }),
    ...(exit_code !== undefined && { exit_code }),
    ...(range !== undefined && { range }),
    ...(filename !== undefined && { filename }),
    status: outcome === 'hang-up' ? 0 : outcome.status,
  };
}
