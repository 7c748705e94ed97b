import { expect, test } from 'vitest';
import { Archive } from '../../../sim/recommend/archive.ts';
import { findGrowth, type Growth } from '../../../sim/recommend/growth.ts';
import { together } from '../../../sim/recommend/together.ts';
import type { Trial, TrialAnswer, Trials } from '../../../sim/recommend/trial.ts';
import type { Objective } from '../../../sim/scenario/objective.ts';
import { parseObjective } from '../../../sim/scenario/parse-objective.ts';
import { replicationWith, tenInstances } from './fixture.ts';

const objectives = [parseObjective('wait.p95 <= 1m') as Objective];

/** Does a work whose wait passes a minute at some load. @returns what it found, and the runs that it took. */
function finish<Outcome>(work: Trials<Outcome>, breaksAt: number): { readonly outcome: Outcome; readonly batches: (readonly Trial[])[] } {
  const batches: (readonly Trial[])[] = [];
  let step = work.next();
  while (step.done !== true) {
    batches.push(step.value);
    step = work.next(step.value.map(({ variant }): TrialAnswer => replicationWith({ 'wait.p95': variant.load >= breaksAt ? 61 : 59 })));
  }
  return { outcome: step.value, batches };
}

function growth(breaksAt: number): Growth {
  return finish(findGrowth(new Archive(), tenInstances, { objectives }, 2), breaksAt).outcome;
}

test.each([
  [1.33, { holdsAt: 1.3, breaksAt: 1.35 }],
  [1.02, { holdsAt: 1, breaksAt: 1.05 }],
  [2.71, { holdsAt: 2.7, breaksAt: 2.75 }],
  [0.9, { holdsAt: null, breaksAt: 1 }],
  [9, { holdsAt: 3, breaksAt: null }],
])('a fleet that breaks at %s times the load is found to within a twentieth', (breaksAt, found) => {
  expect(growth(breaksAt)).toEqual(found);
});

test('works that go on together ask for their runs in one batch, and find what each finds alone', () => {
  const works = (): Trials<Growth>[] => [1, 2].map(() => findGrowth(new Archive(), tenInstances, { objectives }, 2));
  const alone = finish(works()[0]!, 1.33);
  const both = finish(together(works()), 1.33);
  expect(both.outcome).toEqual([alone.outcome, alone.outcome]);
  expect(both.batches.map((batch) => batch.length)).toEqual(alone.batches.map((batch) => 2 * batch.length));
});
