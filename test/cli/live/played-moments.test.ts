import { describe, expect, test } from 'vitest';
import { playRun } from '../../../cli/live/play-run.ts';
import { PlayedMoments, type Moment } from '../../../cli/live/played-moments.ts';
import { loadScenario, type ReadyScenario } from '../../../cli/load-scenario.ts';
import type { World } from '../../../sim/world/world.ts';
import { simulate } from '../../../sim/simulate.ts';

const outage = load('@outage');

function load(scenario: string): ReadyScenario {
  return loadScenario(scenario, [], { readStdin: () => '' }).ready!;
}

/** What the world itself counted when an instant was over. */
function levelsAt(ready: ReadyScenario, seed: number, instants: readonly number[]): { busy: number; instances: number }[] {
  const counted = new Map<number, { busy: number; instances: number }>();
  const interventions = instants.map((at) => ({
    at,
    act: ({ levels }: World) => void counted.set(at, { busy: levels.areas.slotsBusy.value, instances: levels.areas.instances.value }),
  }));
  simulate(ready.plan, seed, { interventions });
  return instants.map((at) => counted.get(at)!);
}

function count({ instances }: Moment, state: string): number {
  return instances.filter((instance) => instance.state === state).length;
}

describe('the state of a run at an instant', () => {
  const play = playRun(outage, 1);
  const moments = new PlayedMoments(play);

  test('has as many slots with a job and instances as the world had, at a hundred instants', () => {
    const instants = Array.from({ length: 100 }, (_, index) => 120_001 + index * 413_029);
    const expected = levelsAt(outage, 1, instants);
    const found = instants.map((at) => {
      const moment = moments.at(at);
      const busy = moment.instances.flatMap(({ slots }) => slots).filter((slot) => slot !== null).length;
      return { busy, instances: moment.instances.length - count(moment, 'gone') };
    });
    expect(found.map(({ instances }) => instances)).toEqual(expected.map(({ instances }) => instances));
    // In an outage the manager holds a slot on for a job that has ended.
    const held = found.map(({ busy }, index) => expected[index]!.busy - busy);
    expect(held.filter((difference) => difference !== 0).length).toBeLessThan(10);
    expect([Math.min(...held), Math.max(...held)]).toEqual([0, 1]);
  });

  test('no job is in two places, nor waits while it has one', () => {
    for (let at = 0; at < play.end; at += 97_003) {
      const { waiting, instances } = moments.at(at);
      const placed = instances.flatMap(({ slots }) => slots.flatMap((slot) => (slot === null ? [] : [slot.job])));
      expect(new Set([...waiting, ...placed]).size).toBe(waiting.length + placed.length);
    }
  });

  test('an instance that went stays in sight for a while, with its reason', () => {
    const removal = play.entries.find(({ kind }) => kind === 'remove')!;
    const id = removal.instances[0]!;
    const before = moments.at(removal.at - 1).instances.find((instance) => instance.id === id)!;
    const after = moments.at(removal.at).instances.find((instance) => instance.id === id)!;
    expect([before.state, before.reason]).toEqual(['ready', '']);
    expect(after.state).toBe('leaving');
    expect(removal.text).toContain(`remove ${id}: ${after.reason}`);
    const gone = play.instances.goneAt[Number(id.slice(2)) - 1]!;
    expect(moments.at(gone).instances.find((instance) => instance.id === id)!.state).toBe('gone');
    expect(moments.at(gone + 600_000).instances.some((instance) => instance.id === id)).toBe(false);
  });

  test('a fault is there in its window', () => {
    const [first] = play.faults;
    expect(moments.at(first!.from).faults).toEqual([first]);
    expect(moments.at(first!.to + 1).faults).toEqual([]);
  });

  test('it is the run of the command line', () => {
    expect(play.hash).toBe(simulate(outage.plan, 1).hash);
  });
});
