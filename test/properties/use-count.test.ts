import { useCount } from '../../sim/checkers/use-count.ts';
import { removal } from '../../sim/checkers/removal.ts';
import { fleetCase } from './fleet-case.ts';
import { proves } from './watch.ts';

// The second of the three invariants that matter most: an instance serves its number of jobs and goes.
const used = fleetCase.map((fleet) => ({ ...fleet, runners: fleet.runners.map((runner) => ({ ...runner, maxUseCount: Math.max(1, runner.maxUseCount) })) }));

proves(useCount, used, 120);
proves(removal, used);
