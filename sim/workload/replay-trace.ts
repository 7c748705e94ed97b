import type { Bootstrap } from '../scenario/bootstrap.ts';
import type { ScenarioClock } from '../scenario/scenario.ts';
import { RandomStream } from '../random/random-stream.ts';
import type { TraceStream } from '../scenario/workload-stream.ts';
import { DependencyFinder } from './dependencies.ts';
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
  const finder = stream.dependencies === 'keep' ? new DependencyFinder(rows, picked) : null;
  const drawOf = finder === null ? (index: number) => picked.draw[index] as number : pipelineDraws(rows, picked);
  for (let index = 0; index < picked.count; index++) {
    const row = picked.row[index] as number;
    const isWanted = wanted[rows.tagSet[row] as number] === true;
    if (!isWanted && finder === null) continue;
    const times = whole + (rest > 0 && copies.at(drawOf(index)) < rest ? 1 : 0);
    for (let time = 0; time < times; time++) {
      const job = isWanted ? jobs.next() : -1;
      finder?.add(index, job, time);
      if (!isWanted) continue;
      jobs.arrivalAt[job] = picked.arrivalAt[index] as number;
      jobs.duration[job] = Math.round((rows.durationMs[row] as number) * stream.durationFactor);
      jobs.failed[job] = rows.failed[row] as number;
    }
  }
  if (finder !== null) jobs.dependencies = finder.finish(jobs.count);
  drawEnds(jobs, { ...stream.job, failure: 0 }, new RandomStream(seed, `${name}.jobs`));
  return jobs;
}

/** Copies are of whole pipelines where their jobs depend on each other: all jobs of one have the draw of its first. */
function pipelineDraws(rows: TraceRows, picked: PickedRows): (index: number) => number {
  const first = new Map<string, number>();
  return (index) => {
    const draw = picked.draw[index] as number;
    const pipeline = rows.pipeline[picked.row[index] as number] as number;
    if (pipeline === 0) return draw;
    const key = `${String(picked.block[index])}/${String(pipeline)}`;
    const known = first.get(key) ?? draw;
    first.set(key, known);
    return known;
  };
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
