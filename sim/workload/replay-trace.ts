import type { Bootstrap } from '../scenario/bootstrap.ts';
import type { ScenarioClock } from '../scenario/scenario.ts';
import { RandomStream } from '../random/random-stream.ts';
import type { TraceStream } from '../scenario/workload-stream.ts';
import { drawEnds } from './draw-jobs.ts';
import type { PickedRows } from './resample/picked-rows.ts';
import { recordedRows, wantedTagSets } from './resample/recorded-rows.ts';
import { resampleDays, type Resampling } from './resample/resample-days.ts';
import { resamplePipelines } from './resample/resample-pipelines.ts';
import { tracePart } from './resample/trace-part.ts';
import { StreamJobs } from './stream-jobs.ts';
import type { TraceRows } from './trace/trace-rows.ts';

/** What a replication makes of a trace. */
export interface Replay {
  readonly bootstrap: Bootstrap;
  readonly clock: ScenarioClock;
  /** Length in milliseconds. */
  readonly horizon: number;
  readonly seed: number;
  /** Tells the stream's numbers from those of other streams. */
  readonly name: string;
}

/** The jobs of a recorded trace that a stream selects, at the rate and with the durations that it asks for. */
export function replayTrace(stream: TraceStream, rows: TraceRows, { bootstrap, clock, horizon, seed, name }: Replay): StreamJobs {
  const copies = new RandomStream(seed, `${name}.copies`);
  const whole = Math.floor(stream.rate);
  const rest = stream.rate - whole;
  const wanted = wantedTagSets(stream, rows);
  const picked = pickRows(bootstrap, rows, { part: tracePart(stream, rows), clock, horizon, seed });
  const jobs = new StreamJobs(picked.count * stream.rate, stream.job.cancel !== null);
  for (let index = 0; index < picked.count; index++) {
    const row = picked.row[index] as number;
    if (wanted[rows.tagSet[row] as number] !== true) continue;
    const times = whole + (rest > 0 && copies.at(picked.draw[index] as number) < rest ? 1 : 0);
    for (let time = 0; time < times; time++) {
      const job = jobs.next();
      jobs.arrivalAt[job] = picked.arrivalAt[index] as number;
      jobs.duration[job] = Math.round((rows.durationMs[row] as number) * stream.durationFactor);
      jobs.failed[job] = rows.failed[row] as number;
    }
  }
  drawEnds(jobs, { ...stream.job, failure: 0 }, new RandomStream(seed, `${name}.jobs`));
  return jobs;
}

/** Where the selected part of a trace ends, in milliseconds since the stream's start. */
export function traceEnd(stream: TraceStream, rows: TraceRows): number {
  const { from, to } = tracePart(stream, rows);
  return to - from;
}

function pickRows(bootstrap: Bootstrap, rows: TraceRows, resampling: Resampling): PickedRows {
  switch (bootstrap) {
    case 'days':
      return resampleDays(rows, resampling);
    case 'pipelines':
      return resamplePipelines(rows, resampling);
    case 'none':
      return recordedRows(rows, resampling.part, resampling.horizon);
  }
}
