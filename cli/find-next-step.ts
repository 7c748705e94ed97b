import { buildResult } from '../sim/measure/build-result.ts';
import type { Result, ResultObjective } from '../sim/measure/result.ts';
import { configurableCauses, missedBy, nextStep, stepAgainstWaiting, type Change } from '../sim/text/next-step.ts';
import type { TriedStep } from '../sim/text/tried-step.ts';
import type { ReadyScenario } from './load-scenario.ts';
import { replicate } from './replicate.ts';

/** The scenario with changes on top of its own settings; null where they make it invalid. */
export type ScenarioWith = (changes: readonly Change[]) => ReadyScenario | null;

const mostRounds = 16;
/** A step counts as proven when each of so many seeds meets the objectives: fewer could be luck, more would take longer than the run itself. */
const provingSeeds = 3;

/**
 * Looks for the change after which the objectives are met: goes on against what jobs wait for, from result to result on one seed, proves the end on a few, and leaves out
 * what turns out not to be needed. The outcome depends on nothing but its parameters.
 *
 * @param budget Steps of the simulation after which it gives up.
 * @returns null where no such change was found.
 */
export function findNextStep(result: Result, ready: ReadyScenario, scenarioWith: ScenarioWith, budget: number): TriedStep | null {
  const trial = new Trial(scenarioWith, budget);
  const missed = result.slo.filter(({ ok }) => !ok);
  if (result.slo.length === 0) return null;
  if (missedBy(missed, 'waiting').length === 0) return savingStep(result, ready, trial);
  // Money is what room costs: where jobs wait too long, an advisory bound of the bill does not stand in the way.
  const isGoal = missed.some(({ severity }) => severity === 'error') ? ({ severity }: ResultObjective) => severity === 'error' : () => true;
  let [changes, reason]: [readonly Change[], string] = [[], ''];
  let [at, manager] = [result, ready.plan.manager];
  for (let round = 0; round < mostRounds; round++) {
    const step = stepAgainstWaiting(at, manager, configurableCauses);
    if (step === null) return null;
    changes = merged(changes, step.changes);
    if (reason === '' || step.changes.length > 1) ({ reason } = step);
    const tried = trial.run(changes, 1);
    if (tried === null) return null;
    [at, manager] = [tried.result, tried.ready.plan.manager];
    if (!isMet(at, isGoal)) continue;
    const proven = trial.run(changes, provingSeeds);
    if (proven === null) return null;
    if (isMet(proven.result, isGoal)) return withoutNeedless({ step: { reason, changes }, result: proven.result }, isGoal, trial);
    [at] = [proven.result];
  }
  return null;
}

/** A smaller bill that still meets every objective. */
function savingStep(result: Result, ready: ReadyScenario, trial: Trial): TriedStep | null {
  const step = nextStep(result, ready.plan.manager);
  const tried = step === null ? null : trial.run(step.changes, provingSeeds);
  return step === null || tried === null || !isMet(tried.result, () => true) ? null : { step, result: tried.result };
}

function withoutNeedless(found: TriedStep, isGoal: (objective: ResultObjective) => boolean, trial: Trial): TriedStep {
  let best = found;
  for (const { path } of found.step.changes.filter((change) => !isRoom(change))) {
    const changes = best.step.changes.filter((change) => change.path !== path);
    if (changes.length === 0) break;
    const tried = trial.run(changes, provingSeeds);
    if (tried !== null && isMet(tried.result, isGoal)) best = { step: { ...best.step, changes }, result: tried.result };
  }
  return best;
}

/** Bounds of room go together: one alone changes nothing. */
function isRoom({ path }: Change): boolean {
  return path.endsWith('max_instances') || path.endsWith('concurrent') || path.endsWith('limit');
}

function isMet({ slo, replications }: Result, isGoal: (objective: ResultObjective) => boolean): boolean {
  return slo.filter(isGoal).every(({ ok, passed }) => ok && passed === replications);
}

function merged(before: readonly Change[], after: readonly Change[]): Change[] {
  return [...before.filter(({ path }) => !after.some((change) => change.path === path)), ...after];
}

/** Runs of a changed scenario, until their budget of steps is spent. */
class Trial {
  readonly #scenarioWith: ScenarioWith;
  #budget: number;

  constructor(scenarioWith: ScenarioWith, budget: number) {
    this.#scenarioWith = scenarioWith;
    this.#budget = budget;
  }

  /** null when the changes are no good, the core broke, or nothing is left of the budget. */
  run(changes: readonly Change[], seeds: number): { readonly result: Result; readonly ready: ReadyScenario } | null {
    const ready = this.#budget <= 0 ? null : this.#scenarioWith(changes);
    if (ready === null) return null;
    const job = { plan: ready.plan, context: ready.context, eventsFile: null, stop: new Int32Array(1) };
    const replications = [];
    for (let index = 0; index < Math.min(seeds, ready.replications); index++) {
      const answer = replicate(job, ready.inputs.seed + index);
      if (answer.kind === 'broken') return null;
      this.#budget -= answer.steps;
      replications.push(answer.replication);
    }
    return { ready, result: buildResult({ ...ready.inputs, complete: true }, replications) };
  }
}
