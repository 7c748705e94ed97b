import { expect, test } from 'vitest';
import { nearestName } from '../../../core/text/nearest-name.ts';

const keys = ['idle_count', 'idle_time', 'limit', 'min_allocation', 'name', 'sat'];

test.each([
  ['idle_cuont', 'idle_count'],
  ['idelcount', 'idle_count'],
  ['minAllocation', 'min_allocation'],
  ['IDLE-TIME', 'idle_time'],
  ['limits', 'limit'],
  ['nmae', 'name'],
  ['sta', 'sat'],
])('%s means %s', (name, key) => {
  expect(nearestName(name, keys)).toBe(key);
});

test('a name that shares less than half of its letters, or is four edits away, means nothing known', () => {
  for (const name of ['lion', 'max', '', '_', 'idle_counters_x']) expect(nearestName(name, keys)).toBe('');
});

test('the first of equals wins', () => {
  expect(nearestName('cat', ['car', 'cap'])).toBe('car');
  expect(nearestName('cat', ['cap', 'car'])).toBe('cap');
});

test('a caller may say how far is near, short of another name altogether', () => {
  expect([nearestName('kxx', ['key']), nearestName('kxx', ['key'], 2), nearestName('ab', ['cd'], 2)]).toEqual(['', 'key', '']);
});
