import { describe, expect, test } from 'vitest';
import { utc } from '../../../sim/scenario/calendar.ts';
import { parseScenario } from '../../../sim/scenario/parse-scenario.ts';
import { resolveScenario } from '../../../sim/scenario/resolve-scenario.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import { generateWorkload, type Workload } from '../../../sim/workload/generate-workload.ts';
import { parseTrace } from '../../../sim/workload/trace/parse-trace.ts';
import type { TraceRows } from '../../../sim/workload/trace/trace-rows.ts';

const hour = 3_600_000;
const day = 24 * hour;

interface Job {
  readonly hours: number;
  readonly minutes?: number;
  readonly pipeline?: number;
  readonly queue?: string;
}

/** A trace whose jobs are told apart by their run times, in minutes. */
function traceOf(jobs: readonly Job[]): TraceRows {
  const lines = jobs.map(({ hours, minutes = 1, pipeline = 0, queue = 'linux' }) => `${hours * 3600},${minutes * 60},${pipeline},${queue}`);
  return parseTrace(new TextEncoder().encode(`arrival_s,duration_s,pipeline,queue\n${lines.join('\n')}\n`), 'csv', 't.csv').rows;
}

/** Monday is day 0. */
function scenarioWith(rows: TraceRows, more = '', trace = '', clock = 'start: 2026-01-05T00:00:00'): Scenario {
  const text = `version: 1\nname: x\nconfig: c.toml\nclock: { ${clock} }\nworkload: [ { trace: { file: t.csv${trace} } } ]\n${more}`;
  const { scenario, findings } = parseScenario(text, 'x.yaml');
  if (scenario === null) throw new Error(findings.map(({ message }) => message).join('; '));
  return resolveScenario(scenario, { zone: utc, recorded: new Map(), traces: { 't.csv': rows } });
}

function replay(rows: TraceRows, seed: number, more = '', trace = '', clock?: string): Workload {
  return generateWorkload(scenarioWith(rows, more, trace, clock), { 't.csv': rows }, seed);
}

/** Each job of a replication as the day in which it arrives and its run time in minutes. */
function byDay({ arrivalAt, duration }: Workload): [day: number, minutes: number][] {
  return Array.from(arrivalAt, (at, job) => [Math.floor(at / day), duration[job]! / 60_000]);
}

/** A job at noon of each day, whose run time is the day's number and one. */
const oneADay = (days: number): Job[] => Array.from({ length: days }, (_, index) => ({ hours: index * 24 + 12, minutes: index + 1 }));
/** A last job late in the day makes it whole. */
const whole = (days: number): Job[] => [{ hours: 0, minutes: 999 }, ...oneADay(days), { hours: days * 24 - 1, minutes: 999 }];

describe('days', () => {
  test('in four weeks or more each day is a recorded day of the same weekday, at the same hour', () => {
    const { arrivalAt, duration } = replay(traceOf(whole(35)), 3, 'bootstrap: days\n');
    const days = byDay({ arrivalAt, duration } as Workload).filter(([, minutes]) => minutes !== 999);
    expect(days).toHaveLength(35);
    expect(days.filter(([at, minutes]) => (minutes - 1 - at) % 7 !== 0)).toEqual([]);
    expect(new Set(days.map(([, minutes]) => minutes)).size).toBeLessThan(35);
    expect([...arrivalAt].every((at, job) => duration[job] === 999 * 60_000 || at % day === 12 * hour)).toBe(true);
  });

  test('in less than four weeks a workday is a workday, and a weekend a weekend', () => {
    const drawn = [1, 2, 3, 4, 5, 6].flatMap((seed) => byDay(replay(traceOf(whole(14)), seed, 'bootstrap: days\n')).filter(([, minutes]) => minutes !== 999));
    const isWeekend = (of: number): boolean => of % 7 >= 5;
    expect(drawn.filter(([at, minutes]) => isWeekend(at) !== isWeekend(minutes - 1))).toEqual([]);
    expect(drawn.some(([at, minutes]) => at % 7 !== (minutes - 1) % 7)).toBe(true);
  });

  test('a first day that begins late and a last one that ends early are never drawn', () => {
    const rows = traceOf([...oneADay(9), { hours: 9 * 24 + 3, minutes: 999 }]);
    const drawn = [1, 2, 3, 4, 5].flatMap((seed) => byDay(replay(rows, seed, 'bootstrap: days\n')).map(([, minutes]) => minutes));
    expect(drawn.filter((minutes) => minutes === 1 || minutes === 999)).toEqual([]);
    expect(new Set(drawn).size).toBe(8);
  });

  test('a pipeline goes with the day in which it began, also where its jobs come after midnight', () => {
    const jobs = Array.from({ length: 8 }, (_, index) => [
      { hours: index * 24 + 23, minutes: index + 1, pipeline: index + 1 },
      { hours: index * 24 + 25, minutes: index + 1, pipeline: index + 1 },
    ]).flat();
    const rows = traceOf([{ hours: 0, minutes: 999 }, ...jobs]);
    const drawn = byDay(replay(rows, 5, 'bootstrap: days\n', '', 'start: 2026-01-05T00:00:00, horizon: 8d')).filter(([, minutes]) => minutes !== 999);
    const began = drawn.filter((_, index) => index % 2 === 0);
    const ended = drawn.filter((_, index) => index % 2 === 1);
    expect(ended.map(([at, minutes]) => [at - 1, minutes])).toEqual(began.slice(0, ended.length));
  });

  test('days are drawn for as long as the horizon is, out of all days of the part that is replayed', () => {
    const rows = traceOf(whole(14));
    const short = byDay(replay(rows, 1, 'bootstrap: days\n', '', 'start: 2026-01-05T00:00:00, horizon: 3d'));
    const long = byDay(replay(rows, 1, 'bootstrap: days\n', '', 'start: 2026-01-05T00:00:00, horizon: 60d'));
    expect(short.filter(([, minutes]) => minutes !== 999).map(([at]) => at)).toEqual([0, 1, 2]);
    expect(short.some(([, minutes]) => minutes > 7 && minutes < 999)).toBe(true);
    expect(long.filter(([, minutes]) => minutes !== 999)).toHaveLength(60);
    const part = byDay(replay(rows, 1, 'bootstrap: days\n', ', from: 7d', 'start: 2026-01-05T00:00:00, horizon: 3d'));
    expect(part.every(([, minutes]) => minutes > 7)).toBe(true);
  });

  test('streams that select other jobs of a history meet the same days', () => {
    const rows = traceOf([...whole(14), ...oneADay(14).map((job) => ({ ...job, hours: job.hours + 1, queue: 'macos' }))].toSorted((a, b) => a.hours - b.hours));
    const of = (queue: string): [number, number][] =>
      byDay(replay(rows, 9, 'bootstrap: days\n', `, tags: [${queue}]`)).filter(([, minutes]) => minutes !== 999);
    expect(of('macos')).toEqual(of('linux'));
  });

  test('the number of jobs has the mean and the spread of the recorded days', () => {
    // Monday has 1, 2, 3 and 4 jobs in four weeks, as every other day: a variance of 1.25 a day.
    const jobs = Array.from({ length: 28 }, (_, index) => Array.from({ length: 1 + Math.floor(index / 7) }, () => ({ hours: index * 24 + 12 }))).flat();
    const rows = traceOf([...jobs, { hours: 28 * 24 - 1 }]);
    const counts = Array.from({ length: 600 }, (_, seed) => replay(rows, seed, 'bootstrap: days\n').arrivalAt.filter((at) => at % day === 12 * hour).length);
    const mean = counts.reduce((sum, count) => sum + count, 0) / 600;
    const variance = counts.reduce((sum, count) => sum + (count - mean) * (count - mean), 0) / 599;
    // Half a day before the first job: the first Monday is not whole, so that Mondays have 2, 3 and 4.
    const expectedMean = 24 * 2.5 + 4 * 3;
    expect(Math.abs(mean - expectedMean)).toBeLessThan(4 * Math.sqrt((24 * 1.25 + (4 * 2) / 3) / 600));
    expect(variance / (24 * 1.25 + (4 * 2) / 3)).toBeGreaterThan(0.8);
    expect(variance / (24 * 1.25 + (4 * 2) / 3)).toBeLessThan(1.2);
  });
});

describe('pipelines', () => {
  const jobs = Array.from({ length: 20 }, (_, index) => [
    { hours: index * 6 + 1, minutes: index + 1, pipeline: index + 1 },
    { hours: index * 6 + 1 + (index + 1) / 100, minutes: index + 1, pipeline: index + 1 },
  ]).flat();

  test('begin when they began, and each is a recorded one of the same quarter of the day with the distances of its own jobs', () => {
    const { arrivalAt, duration } = replay(traceOf(jobs), 2, 'bootstrap: pipelines\n');
    const firsts = [...arrivalAt].filter((_, job) => job % 2 === 0);
    expect(firsts).toEqual(Array.from({ length: 20 }, (_, index) => (index * 6 + 1) * hour).slice(0, firsts.length));
    const sources = Array.from(duration, (ms) => ms / 60_000 - 1).filter((_, job) => job % 2 === 0);
    expect(sources.filter((source, place) => (source - place) % 4 !== 0)).toEqual([]);
    expect(sources).not.toEqual(sources.map((_, place) => place));
    const gaps = [...arrivalAt].flatMap((at, job) => (job % 2 === 0 ? [] : [Math.round(((at - arrivalAt[job - 1]!) / hour) * 100)]));
    expect(gaps).toEqual(sources.slice(0, gaps.length).map((source) => source + 1));
  });
});

describe('which way', () => {
  const short = traceOf(Array.from({ length: 40 }, (_, index) => ({ hours: index, pipeline: 1 + Math.floor(index / 2) })));

  test('is by days from a week on, else by pipelines where there are ten, else as recorded; or what the scenario says', () => {
    expect(scenarioWith(traceOf(whole(7))).bootstrap).toBe('days');
    expect(scenarioWith(traceOf(whole(6))).bootstrap).toBe('none');
    expect(scenarioWith(short).bootstrap).toBe('pipelines');
    expect(scenarioWith(short, 'bootstrap: none\n').bootstrap).toBe('none');
  });

  test('a history that is resampled by days leaves its first day out, unless a warm-up is given', () => {
    expect(scenarioWith(traceOf(whole(7))).clock.warmupMs).toBe(day);
    expect(scenarioWith(traceOf(whole(7)), '', '', 'start: 2026-01-05T00:00:00, warmup: 4h').clock.warmupMs).toBe(4 * hour);
    expect(scenarioWith(traceOf(whole(7)), 'bootstrap: none\n').clock.warmupMs).toBe(0);
  });

  test.each(['days', 'pipelines'])('by %s the same seed draws the same, another seed another', (bootstrap) => {
    const rows = traceOf(Array.from({ length: 400 }, (_, index) => ({ hours: index, minutes: index + 1, pipeline: 1 + Math.floor(index / 2) })));
    const drawn = (seed: number): number[] => [...replay(rows, seed, `bootstrap: ${bootstrap}\n`).duration];
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});
