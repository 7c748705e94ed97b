import { expect, test } from 'vitest';
import { FleetRig, second } from './fleet-rig.ts';

/** A started rig whose cloud lists one running instance. */
function rigWithOne(): FleetRig {
  const rig = new FleetRig();
  rig.listing.set('a', 'running');
  return rig.start();
}

test('a failed Increase holds growth back for as long as its requests wait for the next', () => {
  const rig = rigWithOne();
  rig.failing.add('increase');
  rig.request(1);
  rig.run(20 * second);
  const { until } = rig.decisions.at(-1) as Extract<(typeof rig.decisions)[number], { kind: 'back-off' }>;
  expect([until > rig.now, rig.provisioner.growthPausedUntil]).toEqual([true, until]);
  rig.failing.clear();
  rig.run(60 * second);
  expect([rig.times('increase').length > 1, rig.provisioner.growthPausedUntil]).toEqual([true, 0]);
});

test('a failed listing holds growth back where it is to show an instance, and nowhere else', () => {
  const calm = rigWithOne();
  calm.failing.add('list');
  calm.run(70 * second);
  expect([calm.provisioner.growthPausedUntil, calm.decisions.length > 0]).toEqual([0, true]);
  const growing = rigWithOne();
  growing.request(1);
  growing.run(2 * second);
  growing.failing.add('list');
  growing.run(10 * second);
  expect(growing.provisioner.growthPausedUntil).toBeGreaterThan(growing.now);
});
