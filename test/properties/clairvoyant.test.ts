import { expect, test } from 'vitest';
import { clairvoyantHours } from '../../sim/measure/baselines/clairvoyant-hours.ts';
import { runSpans } from '../../sim/measure/baselines/run-spans.ts';
import { overlap } from '../../sim/measure/interval.ts';
import type { World } from '../../sim/world/world.ts';
import { check } from './check.ts';
import { fleetCase } from './fleet-case.ts';
import { playFleet } from './play-fleet.ts';

test('no fleet, with whatever faults, pays for fewer hours than the clairvoyant one that runs the same jobs at the same times', () => {
  let [bounds, tight] = [0, 0];
  check(
    'clairvoyant',
    fleetCase,
    (fleet) => {
      const worlds: World[] = [];
      playFleet(fleet, { onStep: (world) => void (worlds[0] = world) });
      const { now, jobs, instances, plan } = worlds[0]!;
      const window = { from: 0, to: now };
      const { count, billedFrom, billedTo } = instances.columns(now);
      const paid = Array.from({ length: count }, (_, row) => overlap(billedFrom[row]!, billedTo[row]!, window)).reduce((sum, ms) => sum + ms, 0) / 3_600_000;
      const slots = Math.max(...plan.manager.runners.map(({ autoscaler }) => autoscaler.capacityPerInstance));
      const least = clairvoyantHours(runSpans(jobs.columns()), slots, window);
      expect(least).toBeLessThanOrEqual(paid + 1e-9);
      if (least > 0) bounds++;
      if (least > paid / 2) tight++;
    },
    200,
  );
  // A bound that is always zero would hold too.
  if (process.env['FC_PATH'] === undefined) expect([bounds > 100, tight > 0]).toEqual([true, true]);
}, 60_000);
