import { expect, test } from 'vitest';
import { check } from './check.ts';
import { fleetCase } from './fleet-case.ts';
import { playFleet } from './play-fleet.ts';

test('P18: the same run twice makes the same decisions and leaves the same record, byte for byte', () => {
  check('p18', fleetCase, (fleet) => {
    expect(playFleet(fleet)).toEqual(playFleet(fleet));
  });
});

test('folded and unfolded jobs decide the same', () => {
  check('unfolded', fleetCase, (fleet) => {
    const { hash, record } = playFleet(fleet);
    expect(playFleet(fleet, { unfold: true })).toMatchObject({ hash, record });
  });
});

test('skipped and unskipped fruitless polls decide the same', () => {
  let skipped = 0;
  check('poll-all', fleetCase, (fleet) => {
    const { hash, record, skippedPolls } = playFleet(fleet);
    skipped += skippedPolls;
    expect(playFleet(fleet, { pollAll: true })).toMatchObject({ hash, record, skippedPolls: 0 });
  });
  expect(skipped).toBeGreaterThan(0);
});
