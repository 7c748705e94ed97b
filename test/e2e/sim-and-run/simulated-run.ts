import { loadScenario } from '../../../cli/load-scenario.ts';
import type { Assignment } from '../../../cli/sim-program.ts';
import type { Decision } from '../../../core/decision.ts';
import { simulate } from '../../../sim/simulate.ts';

/** What the simulator makes of a recorded run with one seed. */
export interface SimulatedRun {
  /** From each job's arrival to its first stage, in order of arrival, in milliseconds. */
  readonly waits: readonly number[];
  readonly decisions: readonly Decision[];
}

/** Plays a scenario once with each seed from 1 on, as `sim run` does. @param set as after `--set`. */
export function simulateRuns(scenarioFile: string, count: number, set: readonly Assignment[] = []): SimulatedRun[] {
  const { ready, findings } = loadScenario(scenarioFile, set, { readStdin: () => '' });
  if (ready === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  return Array.from({ length: count }, (_, index) => {
    const decisions: Decision[] = [];
    const { jobs } = simulate(ready.plan, index + 1, {
      onStep: (_event, effects) => {
        for (const effect of effects) if (effect.kind === 'decided') decisions.push(effect.decision);
      },
    });
    return { waits: Array.from(jobs.startedAt, (startedAt, job) => startedAt - jobs.arrivalAt[job]!), decisions };
  });
}
