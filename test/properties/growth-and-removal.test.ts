import { instanceLimit } from '../../sim/checkers/instance-limit.ts';
import { removalDelay } from '../../sim/checkers/removal-delay.ts';
import { broken, type Rule } from '../../sim/checkers/rule.ts';
import { scaleThrottle } from '../../sim/checkers/scale-throttle.ts';
import { fleetCase } from './fleet-case.ts';
import { proves } from './watch.ts';

/** What the core believes is one thing; what the cloud has, and bills, is another. */
const cloudLimit: Rule = {
  name: 'P1 in the cloud',
  sentence: 'where nobody else creates instances and no manager starts again, the cloud itself never has more than max_instances',
  holdsUpstream: false,
  create: () => ({
    stepped: (_event, _effects, { manager, fleet }) => {
      for (const { scaler, index } of manager?.runners ?? []) {
        const size = fleet.groups[index]?.instances.size ?? 0;
        if (size > scaler.maxInstances) broken('P1 in the cloud', `${String(size)} instances of ${String(scaler.maxInstances)}`);
      }
    },
  }),
};
const alone = fleetCase.map((fleet) => ({ ...fleet, foreign: null, faults: fleet.faults.filter(({ type }) => type !== 'manager_restart') }));
const throttled = fleetCase.map((fleet) => ({
  ...fleet,
  runners: fleet.runners.map((runner) => ({ ...runner, scaleLimit: Math.min(2, runner.scaleLimit), scaleBurst: Math.min(4, runner.scaleBurst) })),
}));

proves(instanceLimit);
proves(cloudLimit, alone);
proves(scaleThrottle, throttled);
proves(removalDelay, throttled);
