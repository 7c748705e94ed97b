import { expect, test } from 'vitest';
import { folderFiles } from '../../cli/folder-files.ts';
import { prepareScenario } from '../../cli/prepare-scenario.ts';
import { readScenario } from '../../cli/read-scenario.ts';
import { buildSpace } from '../../cli/recommend/build-space.ts';
import { CandidateScenarios, type LoadWith } from '../../cli/recommend/candidate-scenario.ts';
import { goalOf } from '../../cli/recommend/goal-of.ts';
import { measureScenario } from '../../cli/recommend/measure-scenario.ts';
import { parseKeys } from '../../cli/recommend/parse-keys.ts';
import { TrialRunner } from '../../cli/recommend/trial-runner.ts';
import { tunedRunner } from '../../cli/recommend/tuned-runner.ts';
import { RandomStream } from '../../sim/random/random-stream.ts';
import { Archive } from '../../sim/recommend/archive.ts';
import type { Candidate } from '../../sim/recommend/candidate.ts';
import { Contest } from '../../sim/recommend/contest.ts';
import { standing, type Goal } from '../../sim/recommend/goal.ts';
import { recommend } from '../../sim/recommend/recommend.ts';
import { randomCandidate } from '../../sim/recommend/starting-points.ts';
import type { SearchSpace } from '../../sim/recommend/search-space.ts';
import { asIs, type Trials } from '../../sim/recommend/trial.ts';
import { folder, smallConfig } from './fixture.ts';

const write = folder();
write('config.toml', smallConfig);
const proofRuns = 6;

/** A working day of a team whose fresh Linux machines boot in half a minute. */
const workdays = write(
  'workdays.yaml',
  `version: 1
name: workdays
config: ./config.toml
clock: { start: 2026-03-02T00:00:00, horizon: 1d }
workload:
  - arrivals: { type: profile, peak: 30/h, by_hour: [0,0,0,0,0,0,0.1,0.4,0.8,1,1,0.9,0.7,0.9,1,1,0.9,0.7,0.4,0.2,0.1,0,0,0] }
    job: { duration: { p50: 4m, p95: 15m } }
fleet: { preset: aws-linux, price: { currency: USD, per_instance_hour: 0.1, minimum: 60s, source: "a test" } }
slo: [ wait.p95 <= 30s ]
`,
);

/** Random configurations of the same space, two runs each, the best five as many as the search gives its own; the best of those that the proof admits. */
function* randomSearch(space: SearchSpace, goal: Goal, runs: number, full: number): Trials<number | null> {
  const archive = new Archive();
  const contest = new Contest(archive, space, goal, full);
  const random = new RandomStream(1, 'random search');
  const drawn: Candidate[] = [];
  const forTheBest = 5 * (full - 2);
  while (archive.runs < runs - forTheBest) {
    drawn.push(randomCandidate(space, random));
    yield* contest.raise(drawn, 2);
  }
  const best = contest.ranked(drawn, 2).slice(0, 5);
  yield* contest.raise(best, full);
  for (const candidate of contest.ranked(best)) {
    const arm = { candidate, set: 'proof', variant: asIs } as const;
    yield* archive.raise([arm], proofRuns);
    const { violation, cost } = standing(archive.of(arm), goal);
    if (violation === 0) return cost;
  }
  return null;
}

test.each([
  [
    'Macs with nested virtual machines',
    '@mac-nesting',
    ['slo=[wait.p95 <= 15m, jobs.lost == 0]', 'clock.horizon=30h', 'workload.0.arrivals.peak=40/h', 'workload.1.arrivals.jobs=60'],
  ],
  ['fresh Linux machines in working hours', workdays, []],
] as const)(
  'for %s the search finds a cheaper configuration than random search with the same number of runs',
  { timeout: 300_000 },
  async (_, named, settings) => {
    const runs = 60;
    const { folder: place, ...file } = readScenario(named, { readStdin: () => '' });
    const given = settings.map((text) => ({ path: text.slice(0, text.indexOf('=')), text: text.slice(text.indexOf('=') + 1) }));
    const loadWith: LoadWith = (assignments) => prepareScenario(file, folderFiles(place), [...given, ...assignments]);
    const { ready, findings } = loadWith([]);
    const stop = new Int32Array(1);
    const tuned = tunedRunner(ready!, smallConfig, undefined);
    const measures = measureScenario(ready!, tuned, loadWith, stop);
    const { space } = buildSpace(ready!, tuned, measures, parseKeys([], []));
    const goal = goalOf(ready!, measures);
    const scenarios = new CandidateScenarios(loadWith, space, findings);
    const runner = new TrialRunner({
      scenarioOf: ({ candidate }) => scenarios.with(candidate),
      traces: Object.values(ready!.plan.traces),
      seed: ready!.inputs.seed,
      blowAtMs: 0,
      workers: 0,
      stop,
      onRun: () => {},
    });
    const found = await runner.finish(
      recommend(space, goal, { runs, isTimeUp: () => false, random: new RandomStream(1, 'search'), proofRuns, hasHistory: false }),
    );
    expect(found!.searchRuns).toBeLessThanOrEqual(1.2 * runs);
    const [{ name, candidate }] = found!.choices as [(typeof found & object)['choices'][number]];
    expect(name).toBe('cheapest');
    const own = standing(found!.archive.of({ candidate, set: 'proof', variant: asIs }), goal);
    expect(own.violation).toBe(0);
    const random = await runner.finish(randomSearch(space, goal, runs, found!.full));

    expect(own.cost).toBeLessThan(random ?? Number.POSITIVE_INFINITY);
  },
);
