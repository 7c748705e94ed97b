import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../../adapters/journal/read-journal.ts';
import { replayJournal } from '../../../adapters/journal/replay-journal.ts';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import { compareRuns, type Compared, type Comparison } from './comparison.ts';
import { recordRun, type RecordedRun } from './recorded-run.ts';
import { RunPlace } from './run-place.ts';
import { simulateRuns } from './simulated-run.ts';
import { workload } from './workload.ts';
import { writeScenario } from './write-scenario.ts';

const replications = 100;
/**
 * What a record cannot tell, in milliseconds: a job waits for three boots at most, each of which is known to half an interval between listings (50 ms) and is
 * noticed by a timer.
 */
const resolutionMs = 150;
/** A count differs by whole decisions. */
const oneDecision = 1;

await describeWithDocker('drydock run, and the simulation of what it did', () => {
  let place: RunPlace;
  let run: RecordedRun;
  let scenario: string;
  let comparison: Comparison;

  beforeAll(async () => {
    place = await RunPlace.open();
    run = await recordRun(place, workload);
    scenario = writeScenario(join(place.folder, 'scenario'), place.configFile, run);
    comparison = compareRuns(run, simulateRuns(scenario, replications));
  }, 180_000);

  afterAll(() => place.close());

  test('every job of the workload ran, and the fleet grew and shrank', () => {
    expect(place.gitlab.jobs.map(({ status }) => status)).toEqual(workload.map(() => 'success'));
    const { decisions } = comparison;
    expect(decisions['instances']!.run).toBeGreaterThanOrEqual(workload.length / 3);
    expect(decisions['remove idle']!.run).toBeGreaterThan(0);
  });

  test('the journal, played again on the core, gives the same decisions, byte for byte', async () => {
    let count = 0;
    for await (const segment of readJournal(run.journal)) {
      for await (const { decided, recorded } of replayJournal(segment)) {
        expect(JSON.stringify(decided)).toBe(JSON.stringify(recorded));
        count += recorded.length;
      }
    }
    expect(count).toBeGreaterThan(40);
  });

  test('the simulator takes as many decisions of each kind and reason, as far as chance lets one tell', () => {
    for (const [kind, count] of Object.entries(comparison.decisions)) {
      expect(isWithin(count, oneDecision), `${kind}: ${JSON.stringify(count)}`).toBe(true);
    }
  });

  test.each(['mean', 'p50', 'p90'] as const)('the simulator gives the %s wait of the run, as far as chance lets one tell', (statistic) => {
    const wait = comparison.waits[statistic];
    expect(isWithin(wait, resolutionMs), JSON.stringify(wait)).toBe(true);
  });

  describe('a comparison', () => {
    test('notices boots that last four times as long', () => {
      const { mean } = comparison.waits;
      const slow = compareRuns(run, simulateRuns(scenario, replications, [{ path: 'fleet.boot.running', text: '4s' }])).waits.mean;
      expect(isWithin({ ...mean, sim: slow.sim }, resolutionMs), JSON.stringify({ mean, slow })).toBe(false);
    });

    test('notices instances that are kept for longer', () => {
      const kept = simulateRuns(scenario, replications, [{ path: 'runners.autoscaler.max_use_count', text: '10' }]);
      const count = compareRuns(run, kept).decisions['remove use-count']!;
      expect(isWithin(count, oneDecision), JSON.stringify(count)).toBe(false);
    });
  });
});

/** Three standard deviations of one run hold nearly every run (at least eight of nine, whatever the distribution). */
function isWithin({ run, sim, spread }: Compared, resolution: number): boolean {
  return Math.abs(run - sim) <= 3 * spread + resolution;
}
