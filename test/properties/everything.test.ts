import { expect, test } from 'vitest';
import { rules } from '../../sim/checkers/rules.ts';
import { check } from './check.ts';
import { fleetCase, upstreamCase } from './fleet-case.ts';
import { playFleet } from './play-fleet.ts';
import { Reached } from './reached.ts';

test('all rules hold together, and random fleets reach every removal reason, refusal, growth limit, mode, fault and form of shutdown', () => {
  const reached = new Reached();
  check(
    'everything',
    fleetCase,
    (fleet) => {
      reached.begin(fleet);
      playFleet(fleet, { rules, reached });
    },
    300,
  );
  console.log(reached.table());
  expect(process.env['FC_PATH'] === undefined ? reached.missed : []).toEqual([]);
}, 120_000);

test('the rules that the real component keeps hold with any of its own in force', () => {
  const upstreamRules = rules.filter(({ holdsUpstream }) => holdsUpstream);
  check(
    'everything-upstream',
    upstreamCase,
    (fleet) => {
      playFleet(fleet, { rules: upstreamRules });
    },
    100,
  );
});
