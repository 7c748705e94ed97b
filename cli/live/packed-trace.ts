import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import { packColumn, unpackColumn } from './packed-columns.ts';

/** The jobs of a trace as a page carries them: all that a run depends on. Waits that were observed are left out. */
export interface PackedTrace {
  readonly count: number;
  readonly badRowCount: number;
  readonly tagSets: TraceRows['tagSets'];
  readonly arrivalMs: string;
  readonly durationMs: string;
  readonly failed: string;
  readonly tagSet: string;
  readonly pipeline: string;
}

/** Packs the rows of a trace; what is unpacked makes the same runs. */
export function packTrace({ count, badRowCount, tagSets, arrivalMs, durationMs, failed, tagSet, pipeline }: TraceRows): PackedTrace {
  return {
    count,
    badRowCount,
    tagSets,
    arrivalMs: packColumn(arrivalMs),
    durationMs: packColumn(durationMs),
    failed: packColumn(failed),
    tagSet: packColumn(tagSet),
    pipeline: packColumn(pipeline),
  };
}

/** The rows of a packed trace. */
export function unpackTrace({ count, badRowCount, tagSets, arrivalMs, durationMs, failed, tagSet, pipeline }: PackedTrace): TraceRows {
  return {
    count,
    badRowCount,
    tagSets,
    arrivalMs: unpackColumn(arrivalMs, new Float64Array(count)),
    durationMs: unpackColumn(durationMs, new Float64Array(count)),
    observedWaitMs: new Float64Array(count).fill(Number.NaN),
    failed: unpackColumn(failed, new Uint8Array(count)),
    tagSet: unpackColumn(tagSet, new Uint32Array(count)),
    pipeline: unpackColumn(pipeline, new Float64Array(count)),
  };
}
