import { preemptiveMode } from '../../sim/checkers/preemptive-mode.ts';
import { fleetCase } from './fleet-case.ts';
import { proves } from './watch.ts';

// The third of the three invariants that matter most: what preemptive mode promises.
const preemptive = fleetCase.map((fleet) => ({
  ...fleet,
  runners: fleet.runners.map((runner) => ({
    ...runner,
    policies: runner.policies.map((policy) => ({
      ...policy,
      idleCount: Math.max(1, policy.idleCount),
      preemptiveMode: policy.preemptiveMode === false ? null : policy.preemptiveMode,
    })),
  })),
}));

proves(preemptiveMode, preemptive, 120);
