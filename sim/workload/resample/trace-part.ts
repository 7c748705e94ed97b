import type { TraceStream } from '../../scenario/workload-stream.ts';
import type { TraceRows } from '../trace/trace-rows.ts';

/** The part of a trace that a stream replays, in milliseconds since the trace's start; its end left out. */
export interface TracePart {
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;
/** The first and the last day of a history are cut somewhere: one that lacks more than this is no whole day. */
const mayLack = dayMs / 4;

/** The part of a trace that a stream names; to the last job where it names no end. */
export function tracePart({ fromMs, toMs }: Pick<TraceStream, 'fromMs' | 'toMs'>, rows: TraceRows): TracePart {
  const last = rows.count === 0 ? 0 : (rows.arrivalMs[rows.count - 1] as number) + 1;
  return { from: fromMs, to: Math.max(fromMs, Math.min(toMs ?? last, last)) };
}

/** The whole days of a part, counted from its start: the first and the end of those that are whole. */
export interface WholeDays {
  readonly first: number;
  readonly end: number;
}

/** Which days of a part are whole: all but a first one whose jobs begin late, and a last one whose jobs end early. */
export function wholeDays({ from, to }: TracePart, rows: TraceRows): WholeDays {
  const end = Math.max(0, Math.floor((to - from + mayLack) / dayMs));
  let row = 0;
  while (row < rows.count && (rows.arrivalMs[row] as number) < from) row++;
  const first = row < rows.count && (rows.arrivalMs[row] as number) - from > mayLack ? 1 : 0;
  return { first: Math.min(first, end), end };
}
