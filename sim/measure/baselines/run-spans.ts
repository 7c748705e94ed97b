import { jobOutcomes, type JobColumns } from '../run-record.ts';

/** The jobs of a run that a slot worked on, in order of arrival; milliseconds. */
export interface RunSpans {
  readonly count: number;
  readonly arrivalAt: Float64Array;
  readonly startedAt: Float64Array;
  readonly endedAt: Float64Array;
}

const ownEnds: ReadonlySet<string> = new Set(['success', 'script-failure']);

/**
 * The jobs whose script came to an end of its own: each had an instance from its start to its end, whatever else happened. A job that was lost may have been on an
 * instance that was gone.
 */
export function runSpans(jobs: JobColumns): RunSpans {
  const rows = Uint32Array.from({ length: jobs.count }, (_, row) => row).filter((row) => ownEnds.has(jobOutcomes[jobs.outcome[row] as number] as string));
  const { arrivalAt } = jobs;
  // Retries, and jobs that follow others, stand behind those that come at their own time.
  if (rows.some((row, index) => index > 0 && (arrivalAt[rows[index - 1] as number] as number) > (arrivalAt[row] as number)))
    rows.sort((a, b) => (arrivalAt[a] as number) - (arrivalAt[b] as number) || a - b);
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] as number);
  return { count: rows.length, arrivalAt: pick(jobs.arrivalAt), startedAt: pick(jobs.startedAt), endedAt: pick(jobs.endedAt) };
}
