import type { Trial, TrialAnswer, Trials } from './trial.ts';

/** Several works at once: the batches that they ask for at the same time become one, so that all threads have something to do. */
export function* together<Outcome>(works: readonly Trials<Outcome>[]): Trials<Outcome[]> {
  const steps = works.map((work) => work.next());
  for (;;) {
    const asked = steps.flatMap((step, work) => (step.done === true ? [] : [{ work, trials: step.value }]));
    if (asked.length === 0) break;
    const answers: readonly TrialAnswer[] = yield asked.flatMap(({ trials }): readonly Trial[] => trials);
    let from = 0;
    for (const { work, trials } of asked) {
      steps[work] = works[work]!.next(answers.slice(from, from + trials.length));
      from += trials.length;
    }
  }
  return steps.map((step) => step.value as Outcome);
}
