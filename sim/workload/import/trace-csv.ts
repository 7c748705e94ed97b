import type { ImportedJob } from './imported-job.ts';

const header = 'arrival_s,observed_wait_s,duration_s,queue,pipeline,status,name';

/** Jobs in the trace format that scenarios read: seconds, the arrivals counted from `startMs`. The jobs must be in order of arrival. */
export function traceCsv(jobs: readonly ImportedJob[], startMs: number): string {
  const lines = jobs.map(({ arrivalMs, waitMs, durationMs, queue, pipeline, status, name }) => {
    const wait = Number.isNaN(waitMs) ? '' : seconds(waitMs);
    return `${seconds(arrivalMs - startMs)},${wait},${seconds(durationMs)},${field(queue)},${String(pipeline)},${status},${field(name)}`;
  });
  return `${header}\n${lines.join('\n')}${lines.length === 0 ? '' : '\n'}`;
}

function seconds(ms: number): string {
  return String(ms / 1000);
}

/** Quoted where it must be; a line break in a name becomes a blank, so that a job stays a line. */
function field(text: string): string {
  if (!/[",\r\n]/.test(text)) return text;
  return `"${text.replaceAll(/[\r\n]+/g, ' ').replaceAll('"', '""')}"`;
}
