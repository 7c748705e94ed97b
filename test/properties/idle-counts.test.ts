import { scaleToZero, stability } from '../../sim/checkers/convergence.ts';
import { growth } from '../../sim/checkers/growth.ts';
import { idleRemoval } from '../../sim/checkers/idle-removal.ts';
import { fleetCase } from './fleet-case.ts';
import { proves } from './watch.ts';

// The first of the three invariants that matter most: idle counts are kept, no more and no less.
const idle = fleetCase.map((fleet) => ({
  ...fleet,
  runners: fleet.runners.map((runner) => ({ ...runner, policies: runner.policies.map((policy) => ({ ...policy, idleCount: Math.max(1, policy.idleCount) })) })),
}));
const nothingIdle = fleetCase.map((fleet) => ({
  ...fleet,
  reload: null,
  runners: fleet.runners.map((runner) => ({ ...runner, policies: runner.policies.map((policy) => ({ ...policy, idleCount: 0 })) })),
}));

proves(growth, idle, 100);
proves(idleRemoval, idle, 100);
proves(stability, idle, 100);
proves(scaleToZero, nothingIdle);
