import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import { packColumn, unpackColumn } from './packed-columns.ts';

/** The jobs of a trace as a page carries them: all that a run depends on. */
export interface PackedTrace {
  readonly count: number;
  readonly badRowCount: number;
  readonly tagSets: TraceRows['tagSets'];
  readonly arrivalMs: string;
  readonly durationMs: string;
  readonly failed: string;
  readonly tagSet: string;
  readonly pipeline: string;
  /** Left out where no run depends on them: where no jobs follow others. */
  readonly observedWaitMs?: string;
}

/** Packs the rows of a trace; what is unpacked makes the same runs. @param keepsWaits whether observed waits are carried too, by which jobs follow others. */
export function packTrace(rows: TraceRows, { keepsWaits }: { readonly keepsWaits: boolean }): PackedTrace {
  const { count, badRowCount, tagSets, arrivalMs, durationMs, failed, tagSet, pipeline, observedWaitMs } = rows;
  return {
    count,
    badRowCount,
    tagSets,
    arrivalMs: packColumn(arrivalMs),
    durationMs: packColumn(durationMs),
    failed: packColumn(failed),
    tagSet: packColumn(tagSet),
    pipeline: packColumn(pipeline),
    ...(keepsWaits ? { observedWaitMs: packColumn(observedWaitMs) } : {}),
  };
}

/** The rows of a packed trace. */
export function unpackTrace({ count, badRowCount, tagSets, arrivalMs, durationMs, failed, tagSet, pipeline, observedWaitMs }: PackedTrace): TraceRows {
  return {
    count,
    badRowCount,
    tagSets,
    arrivalMs: unpackColumn(arrivalMs, new Float64Array(count)),
    durationMs: unpackColumn(durationMs, new Float64Array(count)),
    observedWaitMs: observedWaitMs === undefined ? new Float64Array(count).fill(Number.NaN) : unpackColumn(observedWaitMs, new Float64Array(count)),
    failed: unpackColumn(failed, new Uint8Array(count)),
    tagSet: unpackColumn(tagSet, new Uint32Array(count)),
    pipeline: unpackColumn(pipeline, new Float64Array(count)),
  };
}
