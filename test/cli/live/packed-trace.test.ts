import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packColumn, unpackColumn } from '../../../cli/live/packed-columns.ts';
import { packTrace, unpackTrace } from '../../../cli/live/packed-trace.ts';
import { parseTrace } from '../../../sim/workload/trace/parse-trace.ts';

describe('a trace in a page', () => {
  test('a column of whole numbers and gaps comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: -2_000_000_000_000, max: 2_000_000_000_000 }), fc.nat(300), fc.constant(Number.NaN))), (values) => {
        expect([...unpackColumn(packColumn(values), new Float64Array(values.length))]).toEqual(values);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test('times that ascend take few bytes', () => {
    const packed = packColumn(Array.from({ length: 3000 }, (_, row) => 1_000_000 + row * 4000));
    expect(packed.length).toBeLessThan(3000 * 3);
  });

  test('all that a run depends on comes back, and observed waits where they are wanted', () => {
    const csv = 'arrival_s,observed_wait_s,duration_s,queue,pipeline,status\n0.5,3,60,linux,7,completed\n2,1,30.25,mac,7,failed\n2,0,9,linux,9,completed\n';
    const { rows } = parseTrace(new TextEncoder().encode(csv), 'csv', 'jobs.csv');
    const carried = (keepsWaits: boolean): typeof rows =>
      unpackTrace(JSON.parse(JSON.stringify(packTrace(rows, { keepsWaits }))) as ReturnType<typeof packTrace>);
    expect(carried(false)).toEqual({ ...rows, observedWaitMs: Float64Array.of(Number.NaN, Number.NaN, Number.NaN) });
    expect(carried(true)).toEqual(rows);
    expect([...rows.durationMs]).toEqual([60_000, 30_250, 9000]);
  });
});
