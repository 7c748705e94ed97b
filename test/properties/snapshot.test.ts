import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Manager } from '../../core/manager/manager.ts';
import type { ManagerSnapshot } from '../../core/manager/snapshot.ts';
import type { World } from '../../sim/world/world.ts';
import { check } from './check.ts';
import { fleetCase, upstreamCase } from './fleet-case.ts';
import { type Played, playFleet } from './play-fleet.ts';

/** Puts a manager in place that was restored from the snapshot of the one that runs. */
function restoreManager(world: World): void {
  const { manager } = world;
  if (manager === null) return;
  const snapshot = manager.snapshot();
  const read = JSON.parse(JSON.stringify(snapshot)) as ManagerSnapshot;
  expect(read).toStrictEqual(snapshot);
  world.life.manager = Manager.restore(manager.config, read);
}

/** What the manager decided. When an instance became ready the world reads off the object that it was first given, which a restored manager no longer touches. */
function decided({ hash, steps, skippedPolls }: Played): Partial<Played> {
  return { hash, steps, skippedPolls };
}

test('a manager that is restored from its snapshot as JSON at any step decides the same to the end', () => {
  check('snapshot', fc.tuple(fc.oneof({ weight: 3, arbitrary: fleetCase }, upstreamCase), fc.nat()), ([fleet, draw]) => {
    const whole = playFleet(fleet);
    const step = draw % Math.max(1, whole.steps);
    let steps = 0;
    const restored = playFleet(fleet, {
      onStep: (world) => {
        if (steps++ === step) restoreManager(world);
      },
    });
    expect(restored).toMatchObject(decided(whole));
  });
});

test('a manager that is restored before every step decides the same to the end', () => {
  check(
    'snapshot-always',
    fleetCase,
    (fleet) => {
      expect(playFleet(fleet, { onStep: restoreManager })).toMatchObject(decided(playFleet(fleet)));
    },
    6,
  );
}, 300_000);
