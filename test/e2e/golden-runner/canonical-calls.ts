import type { RunnerCall } from './recorded-run.ts';

/**
 * Calls in a form that two runs of a job share: what depends on time is left out, which is how often a piece of the log was sent with success, and how
 * many rounds Git took.
 */
export function canonicalCalls(calls: readonly RunnerCall[]): readonly string[] {
  const lines = calls.map(canonicalCall);
  const told = lines.filter((line, index) => !isSentPiece(line) || lines[index + 1]?.startsWith('PUT') === true);
  return told.filter((line, index) => !line.startsWith('POST /repos') || told[index + 1] !== line);
}

function isSentPiece(line: string): boolean {
  return line.startsWith('PATCH') && line.endsWith('202');
}

function canonicalCall({ method, url, state, failure_reason: reason, exit_code: exit, filename, status }: RunnerCall): string {
  // The record has the names of files that were taken.
  const about = [state, reason, exit === undefined ? undefined : `exit code ${String(exit)}`, status < 400 ? filename : undefined]
    .filter((part) => part !== undefined)
    .join(', ');
  return `${method} ${url.replace(/^jobs\/\d+/, 'jobs/ID')}${about === '' ? '' : ` (${about})`}: ${String(status)}`;
}
