import type { TraceRows } from '../trace/trace-rows.ts';

/** When the pipeline of each row began: the arrival of its first job; a row without a pipeline is one of its own. Milliseconds since the trace's start. */
export function firstArrivals({ count, pipeline, arrivalMs }: TraceRows): Float64Array {
  const first = new Map<number, number>();
  const found = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const of = pipeline[row] as number;
    const arrival = arrivalMs[row] as number;
    if (of !== 0 && !first.has(of)) first.set(of, arrival);
    found[row] = of === 0 ? arrival : (first.get(of) as number);
  }
  return found;
}
