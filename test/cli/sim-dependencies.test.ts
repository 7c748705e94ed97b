import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../cli/load-scenario.ts';
import type { RunRecord } from '../../sim/measure/run-record.ts';
import { simulate } from '../../sim/simulate.ts';
import { folder, smallConfig } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const roomy = smallConfig.replaceAll('= 4', '= 20').replace('max_use_count = 1', 'max_use_count = 0').replace('idle_count = 1', 'idle_count = 20');
write('config.toml', roomy.replace('"5m0s"', '"24h"'));

/** A job of a pipeline by its times in seconds: when it came, how long it waited and ran. */
interface Row {
  readonly at: number;
  readonly wait?: number;
  readonly run: number;
  readonly pipeline?: number;
  readonly queue?: string;
}

function scenarioOf(rows: readonly Row[], { trace = '', more = '' } = {}): string {
  const lines = rows.map(({ at, wait = 0, run, pipeline = 1, queue = 'linux' }) => `${at},${wait},${run},${queue},${pipeline}`);
  write('jobs.csv', `arrival_s,observed_wait_s,duration_s,queue,pipeline\n${lines.join('\n')}\n`);
  return write(
    'deps.yaml',
    `version: 1\nname: deps\nconfig: ./config.toml\nclock: { horizon: 12h }\nworkload:\n  - trace: { file: ./jobs.csv, dependencies: keep${trace} }\nfleet: { preset: generic, boot: 1s, connect: 0s }\nbootstrap: none\nreplications: 1\n${more}`,
  );
}

function play(rows: readonly Row[], set: readonly string[] = [], parts: { trace?: string; more?: string } = {}): RunRecord {
  const settings = set.map((text) => ({ path: text.slice(0, text.indexOf('=')), text: text.slice(text.indexOf('=') + 1) }));
  const { ready, findings } = loadScenario(scenarioOf(rows, parts), settings, { readStdin: () => '' });
  if (ready === null) throw new Error(findings.map(({ message }) => message).join('; '));
  return simulate(ready.plan, 1);
}

/** Arrival, start and end of each job in seconds, in the order in which they came. */
function times({ jobs }: RunRecord): [arrival: number, start: number, end: number][] {
  return Array.from(
    { length: jobs.count },
    (_, job) => [jobs.arrivalAt[job]!, jobs.startedAt[job]!, jobs.endedAt[job]!].map((ms) => Math.round(ms / 1000)) as [number, number, number],
  );
}

/** An hour after the start, so that the fleet is there: two of a first stage, one of a second five seconds after the last of them. */
const hour = 3600;
const stages: readonly Row[] = [
  { at: hour, wait: 40, run: 60 },
  { at: hour, wait: 40, run: 600 },
  { at: hour + 645, wait: 10, run: 30 },
];

describe('jobs of a pipeline that follow others', () => {
  test('come with their gap after the last of those that had ended, so that a fleet that is faster than the recorded one brings them sooner', () => {
    const [, second, third] = times(play(stages));
    expect(third![0] - second![2]).toBe(5);
    expect(third![0]).toBe(hour + 605);
  });

  test('come later on a slower fleet, by as much as the jobs before them end later', () => {
    const [first, second, third] = times(play(stages, ['concurrent=1', 'runners.autoscaler.max_instances=1', 'runners.autoscaler.policy.0.idle_count=1']));
    expect(second![1]).toBeGreaterThanOrEqual(first![2]);
    expect(third![0] - second![2]).toBe(5);
    expect(third![0]).toBeGreaterThanOrEqual(hour + 665);
  });

  test('come when they came where dependencies are dropped', () => {
    const [, , third] = times(play(stages, ['workload.0.trace.dependencies=drop']));
    expect(third![0]).toBe(hour + 645);
  });

  test('wait for all that had ended, not for the one that was last: a chain over three stages holds', () => {
    const chain = [...stages, { at: hour + 690, run: 20 }];
    const slow = times(play(chain, ['workload.0.trace.scale.duration=3']));
    expect(slow[2]![0]).toBe(slow[1]![2] + 5);
    expect(slow[3]![0]).toBe(slow[2]![2] + 5);
  });

  test('of other pipelines, and jobs without one, have nothing to do with them', () => {
    const others = [
      { at: hour + 700, run: 10, pipeline: 2 },
      { at: hour + 710, run: 10, pipeline: 0 },
    ];
    const all = times(play([...stages, ...others]));
    expect(all.map(([arrival]) => arrival).toSorted((a, b) => a - b)).toEqual([hour, hour, hour + 605, hour + 700, hour + 710]);
  });

  test('do not come before a job that the stream does not select had ended', () => {
    const mixed = [stages[0]!, { ...stages[1]!, queue: 'macos' }, stages[2]!];
    const [first, second] = times(play(mixed, [], { trace: ', tags: [linux]' }));
    expect(first![2]).toBe(hour + 60);
    expect(second![0]).toBe(hour + 645);
  });

  test('are copied with their pipeline: each copy follows its own', () => {
    const all = times(play(stages, ['workload.0.trace.scale={ rate: 2 }']));
    expect(all).toHaveLength(6);
    const thirds = all.filter(([arrival]) => arrival > hour);
    expect(thirds.map(([arrival]) => arrival)).toEqual([hour + 605, hour + 605]);
    const fractions = times(play(stages, ['workload.0.trace.scale={ rate: 1.5 }']));
    expect([3, 6]).toContain(fractions.length);
  });

  test('follow the last attempt of a job that is run again', () => {
    const failing = 'faults: [ { at: "+62m", for: 1m, type: instance_loss, params: { share: 100% } } ]\n';
    const retried = play(
      [
        { at: hour, run: 600 },
        { at: hour + 605, run: 30 },
      ],
      ['workload.0.job={ retry: { max: 2 } }'],
      { more: failing },
    );
    const all = times(retried);
    const follower = all.find(([, start, end]) => end - start === 30)!;
    const attempts = all.filter((job) => job !== follower);
    expect(attempts.length).toBeGreaterThan(1);
    expect(follower[0] - Math.max(...attempts.map(([, , end]) => end))).toBe(5);
  });

  test('that would come after the horizon do not come', () => {
    expect(times(play(stages, ['clock.horizon=70m', 'workload.0.trace.scale.duration=2']))).toHaveLength(2);
  });

  test('keep together when pipelines are drawn', () => {
    const rows = Array.from({ length: 12 }, (_, pipeline) =>
      stages.map((row) => ({ ...row, at: row.at + pipeline * 1800, run: row.run + pipeline, pipeline: pipeline + 1 })),
    ).flat();
    const { jobs } = play(
      rows.toSorted((a, b) => a.at - b.at),
      ['bootstrap=pipelines'],
    );
    expect(jobs.count).toBe(36);
    expect([...jobs.endedAt].every((end) => end > 0)).toBe(true);
  });
});

test.each([
  ['arrival_s,duration_s,pipeline\n0,60,1\n', 'does not say how long they waited'],
  ['arrival_s,duration_s,observed_wait_s\n0,60,5\n', 'goes by pipelines, which ./jobs.csv does not name'],
])('a trace by which no dependency can be found is refused: %j', async (text, words) => {
  const scenario = scenarioOf([]);
  write('jobs.csv', text);
  const { code, stderr } = await sim(['check', scenario]);
  expect(code).toBe(104);
  expect(stderr).toContain(words);
});
