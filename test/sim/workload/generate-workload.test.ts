import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ZoneOffsets } from '../../../sim/scenario/calendar.ts';
import { generateWorkload, type Workload } from '../../../sim/workload/generate-workload.ts';
import { scenarioOf } from './scenario-of.ts';

const hour = 3_600_000;
const day = 24 * hour;
const poisson = '{ arrivals: { type: poisson, rate: 600/h }, job: { duration: { p50: 5m, p95: 18m } } }';

function draw(streams: string, seed = 1, clock?: string): Workload {
  return generateWorkload(scenarioOf(streams, clock), {}, seed);
}

function countIn(workload: Workload, from: number, to: number): number {
  return workload.arrivalAt.reduce((sum, at) => sum + (at >= from && at < to ? 1 : 0), 0);
}

/** Within four standard deviations of a Poisson count. */
function expectCount(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected) + 1);
}

describe('drawn workloads', () => {
  test('arrivals are whole milliseconds in order and end before the horizon', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (seed) => {
        const { arrivalAt, horizon } = draw(
          `[ ${poisson}, { arrivals: { type: burst, at: ["10:00"], jobs: 50, over: 10m }, job: { duration: 1m } } ]`,
          seed,
          '{ horizon: 1d }',
        );
        return arrivalAt.every((at, job) => Number.isInteger(at) && at >= (arrivalAt[job - 1] ?? 0) && at < horizon);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('Poisson arrivals have their rate, and gaps between them whose deviation equals their mean', () => {
    const { arrivalAt } = draw(`[ ${poisson} ]`);
    expectCount(arrivalAt.length, 600 * 24 * 7);
    const gaps = arrivalAt.slice(1).map((at, job) => at - (arrivalAt[job] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(deviation / mean).toBeCloseTo(1, 1);
  });

  test('a profile has the rate of each hour and each weekday', () => {
    const byHour = Array.from({ length: 24 }, (_, h) => (h < 12 ? 0 : h / 23));
    const workload = draw(
      `[ { arrivals: { type: profile, peak: 3000/h, by_hour: [${byHour.join(', ')}], by_weekday: { sat: 0.5, sun: 0 } }, job: { duration: 5m } } ]`,
    );
    for (let d = 0; d < 7; d++) {
      const weekday = d === 5 ? 0.5 : d === 6 ? 0 : 1;
      for (let h = 0; h < 24; h++) expectCount(countIn(workload, d * day + h * hour, d * day + (h + 1) * hour), 3000 * (byHour[h] as number) * weekday);
    }
  });

  test('the hours of a profile are those on the wall, also after the clocks change', () => {
    const brussels: ZoneOffsets = [
      { epochMs: 0, offsetMs: hour },
      { epochMs: Date.UTC(2026, 2, 29, 1), offsetMs: 2 * hour },
    ];
    const at8 = Array.from({ length: 24 }, (_, h) => (h === 8 ? 1 : 0)).join(', ');
    const scenario = scenarioOf(
      `[ { arrivals: { type: profile, peak: 1000/h, by_hour: [${at8}] }, job: { duration: 5m } } ]`,
      '{ start: 2026-03-28T00:00:00, timezone: Europe/Brussels, horizon: 2d }',
      brussels,
    );
    const workload = generateWorkload(scenario, {}, 1);
    const second = day + 7 * hour;
    expect(countIn(workload, 8 * hour, 9 * hour) + countIn(workload, second, second + hour)).toBe(workload.arrivalAt.length);
    expectCount(countIn(workload, second, second + hour), 1000);
  });

  test('a sinusoidal load is a profile of 24 hours', () => {
    const byHour = Array.from({ length: 24 }, (_, h) => 1 + 0.8 * Math.sin((2 * Math.PI * (h + 0.5)) / 24));
    const workload = draw(
      `[ { arrivals: { type: profile, peak: 1260/h, by_hour: [${byHour.join(', ')}] }, job: { duration: { dist: lognormal, mean: 300s, cv: 1.31 } } } ]`,
    );
    expectCount(workload.arrivalAt.length, 1260 * 24 * 7);
    const mean = workload.duration.reduce((sum, duration) => sum + duration, 0) / workload.duration.length;
    expect(Math.abs(mean - 300_000)).toBeLessThan((4 * 300_000 * 1.31) / Math.sqrt(workload.duration.length));
  });

  test('a burst brings its jobs within its span, each day', () => {
    const workload = draw('[ { arrivals: { type: burst, at: ["10:00"], jobs: 80, over: 3m }, job: { duration: 5m } } ]');
    expect(workload.arrivalAt.length).toBe(7 * 80);
    for (let d = 0; d < 7; d++) expect(countIn(workload, d * day + 10 * hour, d * day + 10 * hour + 180_000)).toBe(80);
  });

  test('a burst without a span comes at once', () => {
    const { arrivalAt } = draw('[ { arrivals: { type: burst, at: [+1h], jobs: 300 }, job: { duration: 5m } } ]');
    expect([...arrivalAt]).toEqual(new Array<number>(300).fill(hour));
  });

  test('jobs of one instant come in the order of their streams', () => {
    const burst = '{ arrivals: { type: burst, at: [+1h], jobs: 3 }, job: { duration: 5m } }';
    expect([...draw(`[ ${burst}, ${burst} ]`).stream]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test('shares of failing and canceled jobs are as given, and cancels count from the arrival', () => {
    const workload = draw('[ { arrivals: { type: poisson, rate: 600/h }, job: { duration: 5m, failure: 6%, cancel: { share: 20%, after: 90s } } } ]');
    const jobs = workload.arrivalAt.length;
    const cancels = workload.cancelAfter as Float64Array;
    expectCount(
      workload.failed.reduce((sum, failed) => sum + failed, 0),
      0.06 * jobs,
    );
    expectCount(cancels.filter((after) => after === 90_000).length, 0.2 * jobs);
    expect(cancels.every((after) => after === 90_000 || after === Infinity)).toBe(true);
  });

  test('where one stream cancels, jobs of the others never do', () => {
    const workload = draw(`[ ${poisson}, { arrivals: { type: burst, at: [+1h], jobs: 5 }, job: { duration: 5m, cancel: { share: 100%, after: 1m } } } ]`);
    expect((workload.cancelAfter as Float64Array).every((after, job) => after === (workload.stream[job] === 1 ? 60_000 : Infinity))).toBe(true);
  });

  test('what is drawn for one purpose shifts nothing else', () => {
    const before = draw(`[ ${poisson} ]`);
    const after = draw(
      '[ { arrivals: { type: poisson, rate: 600/h }, job: { duration: { p50: 5m, p95: 18m }, failure: 50%, cancel: { share: 50%, after: { p50: 1m, p95: 2m } } } } ]',
    );
    expect(after.arrivalAt).toEqual(before.arrivalAt);
    expect(after.duration).toEqual(before.duration);
    const otherDurations = draw('[ { arrivals: { type: poisson, rate: 600/h }, job: { duration: { dist: gamma, mean: 1h, cv: 2 } } } ]');
    expect(otherDurations.arrivalAt).toEqual(before.arrivalAt);
  });

  test('a stream more leaves the jobs of the streams before it as they were', () => {
    const before = draw(`[ ${poisson} ]`);
    const both = draw(`[ ${poisson}, ${poisson} ]`);
    const first = Array.from(both.stream.keys()).filter((job) => both.stream[job] === 0);
    expect(first.map((job) => both.arrivalAt[job])).toEqual([...before.arrivalAt]);
    expect(first.map((job) => both.duration[job])).toEqual([...before.duration]);
    const second = Array.from(both.stream.keys()).filter((job) => both.stream[job] === 1);
    expect(second.map((job) => both.arrivalAt[job])).not.toEqual([...before.arrivalAt]);
  });

  test('the same seed gives the same jobs, and another seed others', () => {
    expect(draw(`[ ${poisson} ]`, 3)).toEqual(draw(`[ ${poisson} ]`, 3));
    expect(draw(`[ ${poisson} ]`, 3).arrivalAt).not.toEqual(draw(`[ ${poisson} ]`, 4).arrivalAt);
  });

  test('the jobs of a seed are pinned for ever', () => {
    const { arrivalAt, duration } = draw(`[ ${poisson} ]`, 42);
    expect({ arrivalAt: [...arrivalAt.slice(0, 5)], duration: [...duration.slice(0, 5)] }).toMatchInlineSnapshot(`
      {
        "arrivalAt": [
          446,
          2860,
          4204,
          8192,
          26287,
        ],
        "duration": [
          347497,
          229399,
          184841,
          268422,
          514892,
        ],
      }
    `);
  });
});
