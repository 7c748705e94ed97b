import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type UpstreamCapacity, upstreamRequired } from '../../../core/scaling/upstream-required.ts';
import { type CapacityRow, judgeCapacityRow } from '../../oracle/capacity-row.ts';

const rows = readFileSync(join(import.meta.dirname, '../../golden/capacity.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as CapacityRow);

describe('formula F explains every published row that has figures', () => {
  const judged = rows.map(judgeCapacityRow).filter((verdict) => 'ok' in verdict);

  test.each(judged)('$name', ({ firstDifference }) => {
    expect(firstDifference).toBeNull();
  });

  test('17 of 27 rows have figures', () => {
    expect([judged.length, rows.length]).toEqual([17, 27]);
  });
});

describe('formula F', () => {
  const idle: UpstreamCapacity = {
    capacityPerInstance: 2,
    instanceCount: 3,
    maxInstanceCount: 0,
    acquired: 0,
    unavailableCapacity: 0,
    pending: 0,
    reserved: 0,
    idleTarget: 0,
  };

  test('counts unavailable slots as used, so that a draining instance does not eat the idle pool', () => {
    expect(upstreamRequired({ ...idle, acquired: 2, unavailableCapacity: 2, idleTarget: 3 })).toBe(1);
  });

  test('wants nothing while more slots are in use than the counted instances have', () => {
    expect(upstreamRequired({ ...idle, acquired: 6, pending: 4 })).toBe(2);
    expect(upstreamRequired({ ...idle, acquired: 7, pending: 4 })).toBe(0);
  });

  test('keeps instances for reservations and never creates one for them', () => {
    expect(upstreamRequired(idle)).toBe(-3);
    expect(upstreamRequired({ ...idle, reserved: 3 })).toBe(-1);
    expect(upstreamRequired({ ...idle, reserved: 60 })).toBe(0);
  });

  test('takes the larger of demand and reservations, not their sum', () => {
    expect(upstreamRequired({ ...idle, pending: 1, idleTarget: 1, reserved: 2 })).toBe(-2);
  });

  test('removes nobody when max_instances lies below what exists and more is wanted', () => {
    expect(upstreamRequired({ ...idle, maxInstanceCount: 2, pending: 20 })).toBe(0);
  });
});
