import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWithSshd } from '../../servers/sshd.ts';
import { compared } from './compared.ts';
import { deviations, deviationsOf } from './deviations.ts';
import { disguised, undisguised } from './disguise.ts';
import { recordedRuns, type RecordedRun } from './recorded-run.ts';
import { Stage, type PlayedRun, type StageOptions } from './stage.ts';

const runs = recordedRuns();
const withinMs = 120_000;

/** What does not take its time, which no shell changes, and is not about bash. */
const ofAnyShell = /^(?:[0135]|2[689]|4[0136])(?!.*-(?:kill-self|bash))/;

/** Those that move files, but for one that takes half a minute. */
const ofFiles = /^(?:4(?!9c)|5)/;

interface Play extends StageOptions {
  readonly to: string;
}

const plays: readonly Play[] = [
  { to: 'the recorded jobs', costume: undisguised, shell: 'bash', tools: 'all', runs },
  { to: 'the same jobs with other ids, names, scripts and variables', costume: disguised, shell: 'bash', tools: 'all', runs },
  { to: 'the same jobs in a plain sh', costume: undisguised, shell: 'sh', tools: 'all', runs: runs.filter(({ name }) => ofAnyShell.test(name)) },
  {
    to: 'the jobs that move files, on an instance without tools for that',
    costume: undisguised,
    shell: 'bash',
    runs: runs.filter(({ name }) => ofFiles.test(name)),
    tools: 'few',
  },
];

describeWithSshd('what the real runner was recorded doing, Drydock does', () => {
  let stages: readonly Stage[] = [];
  let played: readonly ReadonlyMap<string, Promise<PlayedRun>>[];

  // Everything runs at the same time: most of it waits for something that takes seconds.
  beforeAll(async () => {
    stages = await Promise.all(plays.map((play) => Stage.open(play)));
    played = stages.map((stage) => stage.play());
  });
  afterAll(() => Promise.all(stages.map((stage) => stage.close())));

  describe.each(plays.map((play, index) => ({ ...play, index })))('to $to', ({ costume, index, runs }) => {
    test.each(runs)('$name', { timeout: withinMs }, async (recorded) => {
      const { expected, actual } = compared({ recorded, played: await played[index]!.get(recorded.name)!, costume }, deviationsOf(recorded.name));
      expect.soft(actual.calls).toEqual(expected.calls);
      expect(actual.log).toEqual(expected.log);
    });
  });

  test('every deviation is shown by a job that is said to show it', { timeout: withinMs }, async () => {
    for (const deviation of deviations) {
      const shown = runs.filter(({ name }) => deviationsOf(name).includes(deviation)).map((run) => isShown(run, deviation));
      expect([deviation.drydock, (await Promise.all(shown)).includes(true)]).toEqual([deviation.drydock, true]);
    }
  });

  test('a log of 3 MB arrives whole', { timeout: withinMs }, async () => {
    const { log } = await played[0]!.get('78-trace-2500k')!;
    const lines = [...log.matchAll(/^\S{27} 01O ([\w+/=]{1,100})$/gm)].map(([, text]) => text);
    expect(Buffer.from(lines.join(''), 'base64')).toHaveLength(1_900_000);
  });

  test('a log over the limit ends with the same words, at the byte where the real runner ended it', { timeout: withinMs }, async () => {
    const { log } = await played[0]!.get('79-trace-over-limit')!;
    const { calls } = runs.find(({ name }) => name === '79-trace-over-limit')!;
    const ends = calls.map(({ range = '0-0' }) => Number(range.split('-')[1]) + 1);
    expect(Buffer.byteLength(log)).toBe(Math.max(...ends));
  });

  async function isShown(recorded: RecordedRun, deviation: (typeof deviations)[number]): Promise<boolean> {
    const others = deviationsOf(recorded.name).filter((other) => other !== deviation);
    const { expected, actual } = compared({ recorded, played: await played[0]!.get(recorded.name)!, costume: undisguised }, others);
    return !isDeepStrictEqual(expected, actual);
  }
});
