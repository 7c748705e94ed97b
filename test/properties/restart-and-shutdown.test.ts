import fc from 'fast-check';
import { restoredInstance } from '../../sim/checkers/restored-instance.ts';
import { shutdownDeletion } from '../../sim/checkers/shutdown-deletion.ts';
import { type FaultCase, fleetCase } from './fleet-case.ts';
import { proves } from './watch.ts';

const restart = fc.record({
  at: fc.integer({ min: 30, max: 2400 }),
  signal: fc.constantFrom('SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL'),
  share: fc.constantFrom(0.1, 0.5),
  kept: fc.boolean(),
});
const restarting = fc.tuple(fleetCase, fc.array(restart, { minLength: 1, maxLength: 3 })).map(([fleet, restarts]) => ({
  ...fleet,
  faults: [...fleet.faults, ...restarts.map((one): FaultCase => ({ ...one, type: 'manager_restart', for: 1 }))],
}));

proves(restoredInstance, restarting);
proves(shutdownDeletion, restarting);
