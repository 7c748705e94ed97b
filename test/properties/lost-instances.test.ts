import fc from 'fast-check';
import { lostInstance } from '../../sim/checkers/lost-instance.ts';
import { missedUpdates } from '../../sim/checkers/missed-updates.ts';
import { type FaultCase, fleetCase } from './fleet-case.ts';
import { proves } from './watch.ts';

const loss = fc.record({
  type: fc.constantFrom('instance_loss', 'zone_outage', 'network_partition', 'foreign_termination'),
  at: fc.integer({ min: 60, max: 2400 }),
  share: fc.constantFrom(0.4, 1),
});
const losing = fc.tuple(fleetCase, fc.array(loss, { minLength: 1, maxLength: 3 })).map(([fleet, losses]) => ({
  ...fleet,
  faults: [...fleet.faults, ...losses.map(({ type, at, share }): FaultCase => ({ type, at, for: 120, share, signal: 'SIGKILL', kept: true }))],
}));

proves(lostInstance, losing);
proves(missedUpdates, losing);
