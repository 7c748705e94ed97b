import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policySequence } from '../../adapters/calendar/policy-sequence.ts';
import { policyInForce as lastOf } from '../../core/scaling/policy.ts';
import { policyInForce } from '../../sim/checkers/policy-in-force.ts';
import { policySwitch } from '../../sim/checkers/policy-switch.ts';
import { check } from './check.ts';
import { fleetCase } from './fleet-case.ts';
import { idleMonotony } from './idle-monotony.ts';
import { proves } from './watch.ts';

const policies = fc.array(
  fc.record({
    periods: fc.array(fc.constantFrom('* 8-17 * * 1-5', '*/7 * * * *', '30 2 * * *', '* * * * 0', '0-29 * 1-7 * *', '* 22-23 * * *'), {
      minLength: 1,
      maxLength: 2,
    }),
    timezone: fc.constantFrom('', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
  }),
  { minLength: 1, maxLength: 3 },
);
const minute = 60_000;
const day = 1440 * minute;

test('P13: the policy in force depends on the policies, the instant and the zone alone', () => {
  // Around the change of the clocks in Berlin, seen from two starts.
  const start = Date.UTC(2026, 2, 28);
  check(
    'p13-zones',
    fc.record({ policies, shift: fc.integer({ min: 1, max: 1440 }), at: fc.integer({ min: 1440, max: 3 * 1440 }) }),
    ({ policies: all, shift, at }) => {
      const inForce = (from: number): number | null => {
        const changes = policySequence(all, 'Europe/Berlin', from, 4 * day);
        return lastOf(changes.findLast(({ atMs }) => from + atMs <= start + at * minute)?.active ?? []);
      };
      expect(inForce(start + shift * minute)).toBe(inForce(start));
    },
  );
});

proves(policyInForce);
proves(policySwitch);
proves(idleMonotony, fleetCase, 24);
