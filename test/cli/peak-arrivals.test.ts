import { expect, test } from 'vitest';
import { peakArrivalsPerMinute } from '../../cli/peak-arrivals.ts';
import { parseTrace } from '../../sim/workload/trace/parse-trace.ts';
import { scenarioOf } from '../sim/workload/scenario-of.ts';

const header = 'arrival_s,duration_s,queue\n';

function peak(streams: string, csv = header): number {
  const { rows } = parseTrace(new TextEncoder().encode(csv), 'csv', 'jobs.csv');
  return peakArrivalsPerMinute(scenarioOf(streams).streams, { 'jobs.csv': rows });
}

const job = 'job: { duration: 2m }';

test('drawn arrivals count with their peak rate, and the largest crowd on top', () => {
  const poisson = `{ arrivals: { type: poisson, rate: 60/h }, ${job} }`;
  const profile = `{ arrivals: { type: profile, peak: 120/h, by_hour: [${Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 1 : 0.5)).join(', ')}], by_weekday: { sat: 0.1 } }, ${job} }`;
  const crowd = (jobs: number, over: string): string => `{ arrivals: { type: burst, at: ["10:00"], jobs: ${String(jobs)}, over: ${over} }, ${job} }`;
  expect(peak(`[ ${poisson} ]`)).toBe(1);
  expect(peak(`[ ${poisson}, ${profile}, ${crowd(60, '3m')}, ${crowd(10, '0s')} ]`)).toBe(1 + 2 + 20);
});

test('a trace counts with its fullest minute, wherever that begins', () => {
  const csv = `${header}0,60,a\n59,60,a\n61,60,b\n100,60,a\n118,60,a\n118.9,60,a\n119,60,a\n`;
  expect(peak('[ { trace: { file: jobs.csv } } ]', csv)).toBe(5);
});

test('of a trace only what the stream replays counts, at its rate', () => {
  const csv = `${header}0,60,a\n1,60,b\n2,60,a\n3,60,a\n3600,60,a\n`;
  expect(peak('[ { trace: { file: jobs.csv, tags: [a] } } ]', csv)).toBe(3);
  expect(peak('[ { trace: { file: jobs.csv, scale: { rate: 2.5 } } } ]', csv)).toBe(10);
  expect(peak('[ { trace: { file: jobs.csv, from: 1h } } ]', csv)).toBe(1);
  expect(peak('[ { trace: { file: jobs.csv, to: 2s } } ]', csv)).toBe(2);
});
