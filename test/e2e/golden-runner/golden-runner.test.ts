import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWithSshd } from '../../servers/sshd.ts';
import { compared } from './compared.ts';
import { disguised, undisguised } from './disguise.ts';
import { recordedRuns } from './recorded-run.ts';
import { Stage, type PlayedRun } from './stage.ts';

const runs = recordedRuns();
const withinMs = 120_000;

const costumes = [
  { to: 'the recorded jobs', costume: undisguised },
  { to: 'the same jobs with other ids, names, scripts and variables', costume: disguised },
];

describeWithSshd('what the real runner was recorded doing, Drydock does', () => {
  let stages: readonly Stage[] = [];
  let played: readonly ReadonlyMap<string, Promise<PlayedRun>>[];

  // Everything runs at the same time: most of it waits for something that takes seconds.
  beforeAll(async () => {
    stages = await Promise.all(costumes.map(({ costume }) => Stage.open(runs, costume)));
    played = stages.map((stage) => stage.play());
  });
  afterAll(() => Promise.all(stages.map((stage) => stage.close())));

  describe.each(costumes)('to $to', ({ costume }) => {
    test.each(runs)('$name', { timeout: withinMs }, async (run) => {
      const results = played[costumes.findIndex((found) => found.costume === costume)]!;
      const { expected, actual } = compared(run, await results.get(run.name)!, costume);
      expect.soft(actual.calls).toEqual(expected.calls);
      expect(actual.log).toEqual(expected.log);
    });
  });
});
