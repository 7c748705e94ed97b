import type fc from 'fast-check';
import { test } from 'vitest';
import type { Rule } from '../../sim/checkers/rule.ts';
import { check } from './check.ts';
import { type FleetCase, fleetCase, upstreamCase } from './fleet-case.ts';
import { playFleet } from './play-fleet.ts';

/** Proves a rule on random fleets, and where the real component keeps to it too, on fleets with its rules in force. The test has the rule's sentence as its name. */
export function proves(rule: Rule, fleets: fc.Arbitrary<FleetCase> = fleetCase, runs = 60): void {
  const play = (fleet: FleetCase): void => {
    playFleet(fleet, { rules: [rule] });
  };
  test(`${rule.name}: ${rule.sentence}`, () => {
    check(rule.name.toLowerCase(), fleets, play, runs);
  }, 60_000);
  if (!rule.holdsUpstream) return;
  test(`${rule.name} holds under the real component's rules too`, () => {
    check(`${rule.name.toLowerCase()}-upstream`, upstreamCase, play, Math.ceil(runs / 4));
  }, 60_000);
}
