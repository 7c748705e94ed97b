import { RandomStream } from '../random/random-stream.ts';
import type { TraceStream } from '../scenario/workload-stream.ts';
import { drawEnds } from './draw-jobs.ts';
import { StreamJobs } from './stream-jobs.ts';
import type { TraceRows } from './trace/trace-rows.ts';

/** The jobs of a recorded trace that a stream selects, at the rate and with the durations that it asks for. */
export function replayTrace(stream: TraceStream, rows: TraceRows, name: string, horizon: number, seed: number): StreamJobs {
  const copies = new RandomStream(seed, `${name}.copies`);
  const whole = Math.floor(stream.rate);
  const rest = stream.rate - whole;
  const wanted = rows.tagSets.map((tags) => stream.tags.every((tag) => tags.includes(tag)));
  const jobs = new StreamJobs(rows.count * stream.rate, stream.job.cancel !== null);
  const until = Math.min(stream.toMs ?? Number.POSITIVE_INFINITY, stream.fromMs + horizon);
  for (let row = 0; row < rows.count; row++) {
    const arrival = rows.arrivalMs[row] as number;
    if (arrival < stream.fromMs || arrival >= until || wanted[rows.tagSet[row] as number] !== true) continue;
    const times = whole + (rest > 0 && copies.at(row) < rest ? 1 : 0);
    for (let time = 0; time < times; time++) {
      const job = jobs.next();
      jobs.arrivalAt[job] = arrival - stream.fromMs;
      jobs.duration[job] = Math.round((rows.durationMs[row] as number) * stream.durationFactor);
      jobs.failed[job] = rows.failed[row] as number;
    }
  }
  drawEnds(jobs, { ...stream.job, failure: 0 }, new RandomStream(seed, `${name}.jobs`));
  return jobs;
}

/** Where the selected part of a trace ends, in milliseconds since the stream's start. */
export function traceEnd(stream: TraceStream, rows: TraceRows): number {
  const last = rows.count === 0 ? 0 : (rows.arrivalMs[rows.count - 1] as number) + 1;
  return Math.max(0, Math.min(stream.toMs ?? last, last) - stream.fromMs);
}
