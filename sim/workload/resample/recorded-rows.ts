import type { TraceStream } from '../../scenario/workload-stream.ts';
import type { TraceRows } from '../trace/trace-rows.ts';
import { PickedRows } from './picked-rows.ts';
import { tracePart, type TracePart } from './trace-part.ts';

/** The rows of a part as they were recorded, for as long as the horizon is. */
export function recordedRows(rows: TraceRows, { from, to }: TracePart, horizon: number): PickedRows {
  const picked = new PickedRows(rows.count);
  const until = Math.min(to, from + horizon);
  for (let row = 0; row < rows.count; row++) {
    const arrival = rows.arrivalMs[row] as number;
    if (arrival >= from && arrival < until) picked.add(row, arrival - from, row, 0);
  }
  return picked;
}

/** Per set of tags of a trace whether a stream wants its rows. */
export function wantedTagSets({ tags }: Pick<TraceStream, 'tags'>, { tagSets }: TraceRows): boolean[] {
  return tagSets.map((set) => tags.every((tag) => set.includes(tag)));
}

/** The row behind each job of a stream that replays its trace as it was recorded, one job a row. */
export function rowsOfJobs(stream: TraceStream, rows: TraceRows, horizon: number): Uint32Array {
  const wanted = wantedTagSets(stream, rows);
  const { row, count } = recordedRows(rows, tracePart(stream, rows), horizon);
  return row.subarray(0, count).filter((of) => wanted[rows.tagSet[of] as number] === true);
}
