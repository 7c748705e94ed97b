import type { Bootstrap } from '../../scenario/bootstrap.ts';
import type { TraceStream } from '../../scenario/workload-stream.ts';
import type { TraceRows } from '../trace/trace-rows.ts';
import { tracePart, wholeDays } from './trace-part.ts';

/** A history with every weekday is resampled by days. */
const fewestDays = 7;
/** Fewer pipelines make no other history. */
const fewestPipelines = 10;

/**
 * How replications of these traces differ where the scenario does not say: by days where each trace has a week of whole days, else by pipelines where each names
 * ten or more, else not at all.
 */
export function chooseBootstrap(streams: readonly TraceStream[], traces: Readonly<Record<string, TraceRows>>): Bootstrap {
  const each = (holds: (stream: TraceStream, rows: TraceRows) => boolean): boolean =>
    streams.length > 0 && streams.every((stream) => traces[stream.file] !== undefined && holds(stream, traces[stream.file] as TraceRows));
  if (each((stream, rows) => wholeDayCount(stream, rows) >= fewestDays)) return 'days';
  return each((_, rows) => pipelineCount(rows) >= fewestPipelines) ? 'pipelines' : 'none';
}

/** Whole days of the part that a stream replays. */
export function wholeDayCount(stream: TraceStream, rows: TraceRows): number {
  const { first, end } = wholeDays(tracePart(stream, rows), rows);
  return end - first;
}

/** Pipelines that a trace names. */
export function pipelineCount({ pipeline }: TraceRows): number {
  const named = new Set(pipeline);
  named.delete(0);
  return named.size;
}
