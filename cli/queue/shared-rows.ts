import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';

type Column = Float64Array | Uint32Array | Uint8Array;

/** A trace whose columns lie in memory that threads share, so that a million jobs are there once, and not sent to a thread with each piece. */
export function sharedRows(rows: TraceRows): TraceRows {
  return {
    ...rows,
    arrivalMs: shared(rows.arrivalMs, Float64Array),
    durationMs: shared(rows.durationMs, Float64Array),
    observedWaitMs: shared(rows.observedWaitMs, Float64Array),
    failed: shared(rows.failed, Uint8Array),
    tagSet: shared(rows.tagSet, Uint32Array),
    pipeline: shared(rows.pipeline, Float64Array),
  };
}

function shared<T extends Column>(column: T, Make: new (buffer: SharedArrayBuffer) => T): T {
  const copy = new Make(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}
