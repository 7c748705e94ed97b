import { counters } from '../../sim/checkers/counters.ts';
import { keys } from '../../sim/checkers/keys.ts';
import { nestingSlots } from '../../sim/checkers/nesting-slots.ts';
import { reservationLife } from '../../sim/checkers/reservation-life.ts';
import { reservationLimit } from '../../sim/checkers/reservation-limit.ts';
import { slots } from '../../sim/checkers/slots.ts';
import { fleetCase } from './fleet-case.ts';
import { proves } from './watch.ts';

const isolated = fleetCase.map((fleet) => ({
  ...fleet,
  runners: fleet.runners.map((runner) => ({ ...runner, vmIsolation: true, capacity: Math.max(2, runner.capacity) })),
}));

proves(counters);
proves(slots);
proves(keys);
proves(reservationLimit);
proves(reservationLife);
proves(nestingSlots, isolated);
