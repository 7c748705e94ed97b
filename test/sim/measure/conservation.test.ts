import { describe, expect, test } from 'vitest';
import { assertConservation } from '../../../sim/measure/conservation.ts';
import type { RunRecord } from '../../../sim/measure/run-record.ts';

/** Two jobs that waited and ran, with the sums that belong to them; `off` is added to one of the sums. */
function record(scale: number, off: { queued?: number; running?: number; limit?: number } = {}): RunRecord {
  const times = (...values: number[]): Float64Array => Float64Array.from(values.map((value) => value * scale));
  const { queued = 0, running = 0, limit = 0 } = off;
  return {
    warmup: 0,
    horizon: Number.POSITIVE_INFINITY,
    jobs: { count: 2, outcome: Uint8Array.of(1, 1), arrivalAt: times(0, 10), startedAt: times(5, 30), endedAt: times(9, 40) },
    areaTotal: { queued: 20 * scale + queued, delivering: 0, pending: 5 * scale, preparing: 0, running: 14 * scale + running },
    why: { fault: 0, prepare: 0, policy: 0, 'request-pacing': 0, 'scale-up': 5 * scale, limit: 20 * scale + limit, 'poll-delay': 0 },
  } as unknown as RunRecord;
}

describe('conservation', () => {
  test('a run whose sums agree to the millisecond passes', () => {
    expect(() => {
      assertConservation(record(1));
    }).not.toThrow();
  });

  test.each([
    [{ queued: 1 }, 'the places where jobs wait hold all their waiting'],
    [{ running: -1 }, 'running jobs are counted for as long as they run'],
    [{ limit: 1 }, 'every waiting millisecond has one cause'],
  ])('a millisecond too many or too few breaks it: %j', (off, sentence) => {
    expect(() => {
      assertConservation(record(1, off));
    }).toThrow(sentence);
  });

  test('beyond what a double holds exactly nine digits must agree, and no fewer', () => {
    expect(() => {
      assertConservation(record(1e15, { limit: 64 }));
    }).not.toThrow();
    expect(() => {
      assertConservation(record(1e15, { limit: 1e9 }));
    }).toThrow('every waiting millisecond has one cause');
  });
});
