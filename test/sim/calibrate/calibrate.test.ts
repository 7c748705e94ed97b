import { expect, test } from 'vitest';
import { calibrate, type Lengths, type Unknown } from '../../../sim/calibrate/calibrate.ts';
import { waitDistance } from '../../../sim/calibrate/wait-distance.ts';

const minute = 60_000;
const boot: Unknown = { name: 'boot', presentMs: minute, bounds: { lowMs: 1000, highMs: 60 * minute } };
const pacing: Unknown = { name: 'pacing', presentMs: 0, bounds: { lowMs: 0, highMs: 30_000 } };

/** A hundred waits: some for a boot, all for their requests, up to twenty of them. */
const waits = (lengths: Lengths): Float64Array =>
  Float64Array.from({ length: 100 }, (_, job) => (job < 40 ? (lengths.get('boot') ?? 0) : 0) + (job % 20) * (lengths.get('pacing') ?? 0)).sort();
const truth = new Map([
  ['boot', 7 * minute],
  ['pacing', 2000],
]);

test('two spans that waits show together are both found', () => {
  const [first, second] = calibrate([boot, pacing], waits(truth), waits);
  expect([first!.outcome, second!.outcome]).toEqual(['fitted', 'fitted']);
  expect(Math.abs(first!.valueMs / (7 * minute) - 1)).toBeLessThan(0.05);
  expect(Math.abs(second!.valueMs / 2000 - 1)).toBeLessThan(0.1);
});

test('a span that the waits do not show stays as it was', () => {
  const [, second] = calibrate([boot, pacing], waits(new Map([['boot', 7 * minute]])), (lengths) => waits(new Map([['boot', lengths.get('boot')!]])));
  expect(second).toMatchObject({ outcome: 'hidden', valueMs: 0 });
});

test('a span that is right already is kept', () => {
  const [first] = calibrate([{ ...boot, presentMs: 7 * minute }], waits(new Map([['boot', 7 * minute]])), waits);
  expect(first).toMatchObject({ outcome: 'kept', valueMs: 7 * minute, isAtBound: false });
});

test('a truth beyond the bounds leads to their end, and that is said', () => {
  const [first] = calibrate([{ ...boot, bounds: { lowMs: 1000, highMs: 3 * minute } }], waits(truth), waits);
  expect(first).toMatchObject({ outcome: 'fitted', valueMs: 3 * minute, isAtBound: true });
});

test('an end of the bounds that is no round number is one too', () => {
  const [first] = calibrate([{ ...boot, bounds: { lowMs: 1000, highMs: 3 * minute + 400 } }], waits(truth), waits);
  expect(first).toMatchObject({ outcome: 'fitted', valueMs: 3 * minute, isAtBound: true });
});

test('the distance of waits is that of their logarithms: a tenth longer is a tenth, at short waits as at long ones', () => {
  const long = Float64Array.from({ length: 500 }, (_, index) => 10_000_000 * (index + 1));
  expect(waitDistance(long, long)).toBe(0);
  expect(
    waitDistance(
      long,
      long.map((wait) => wait * 1.1),
    ),
  ).toBeCloseTo(Math.log(1.1), 3);
  expect(waitDistance(Float64Array.of(0), Float64Array.of(0.1))).toBeLessThan(0.001);
});
