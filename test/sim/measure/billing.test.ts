import { expect, test } from 'vitest';
import { setBilling, type Tariff } from '../../../sim/measure/billing.ts';
import { record, type RecordParts } from './records.ts';

const hour = 3600;

function tariff(perInstanceHour: number, minimumHours = 0, spotFactor = 1): Tariff {
  return { price: { currency: 'USD', perInstanceHour, minimumMs: minimumHours * hour * 1000, source: 'a test' }, spotFactor };
}

function bill(parts: RecordParts, paid: Tariff | null, doneCount = 1): Record<string, number | null> {
  const values = new Map<string, number | null>();
  setBilling(values, record(parts), paid, doneCount);
  return Object.fromEntries(values);
}

test('an instance is paid from its request until it is gone, within the window', () => {
  const found = bill(
    { warmup: 10 * hour, horizon: 20 * hour, instances: [{ requested: 8 * hour, gone: 12 * hour }, { requested: 15 * hour }], end: 30 * hour },
    tariff(2),
  );
  expect(found['billed.hours']).toBe(2 + 5);
  expect(found['cost.per_day']).toBeCloseTo((7 * 2 * 24) / 10, 9);
  expect(found['cost.per_month']).toBeCloseTo((7 * 2 * 730) / 10, 9);
});

test('an instance that ends before the minimum is paid for the minimum, and the rest is waste', () => {
  const found = bill(
    {
      horizon: 100 * hour,
      instances: [
        { requested: 0, gone: 6 * hour },
        { requested: 10 * hour, gone: 40 * hour },
      ],
    },
    tariff(1, 24),
  );
  expect(found['billed.hours']).toBe(24 + 30);
  expect(found['cost.minimum_share']).toBeCloseTo(18 / 54, 12);
});

test('the horizon cuts a minimum', () => {
  expect(bill({ horizon: 10 * hour, instances: [{ requested: 8 * hour, gone: 9 * hour }] }, tariff(1, 24))['billed.hours']).toBe(2);
});

test('a spot instance costs its factor, and its hours count in full', () => {
  const instances = [
    { requested: 0, gone: 4 * hour, spot: true },
    { requested: 0, gone: 4 * hour },
  ];
  const found = bill({ horizon: 24 * hour, instances }, tariff(1, 0, 0.25));
  expect(found['cost.per_day']).toBeCloseTo(4 * 0.25 + 4, 12);
  expect(found['billed.hours']).toBe(8);
});

test('hosts are paid from allocation to release in place of the instances on them, their scrubbing left out', () => {
  const found = bill(
    {
      horizon: 100 * hour,
      hosts: [{ allocated: 0, released: 40 * hour }, { allocated: 80 * hour }],
      instances: [{ requested: 0, gone: 20 * hour }, { requested: 22 * hour, gone: 30 * hour }, { requested: 80 * hour }],
      area: { recycling: 2 * hour },
    },
    tariff(1),
  );
  expect(found['billed.hours']).toBe(40 + 20 - 2);
  expect(found['cost.minimum_share']).toBeCloseTo((58 - 48) / 58, 12);
});

test('used hours are those of ready instances by the share of their slots that had a job', () => {
  const found = bill({ horizon: 10 * hour, instances: [{ requested: 0 }], area: { ready: 8 * hour, slotsBusy: 6 * hour, slotsIdle: 18 * hour } }, tariff(1));
  expect(found['billed.used_hours']).toBe(2);
  expect(found['cost.idle_share']).toBeCloseTo(6 / 10, 12);
});

test('the cost of a job is shared by the jobs done, and by nobody where none is', () => {
  const parts: RecordParts = { horizon: 10 * hour, instances: [{ requested: 0 }] };
  expect(bill(parts, tariff(3), 6)['cost.per_job']).toBe(5);
  expect(bill(parts, tariff(3), 0)['cost.per_job']).toBeNull();
});

test('without a price there is no money, and hours all the same', () => {
  const found = bill({ horizon: 10 * hour, instances: [{ requested: 0 }] }, null);
  expect(Object.keys(found)).toEqual(['billed.hours', 'billed.used_hours']);
  expect(found['billed.hours']).toBe(10);
});
