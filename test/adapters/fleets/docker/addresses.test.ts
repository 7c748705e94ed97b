import { describe, expect, test } from 'vitest';
import { Addresses } from '../../../../adapters/fleets/docker/addresses.ts';

const first = 127 * 2 ** 24 + 2 * 256 + 1;
const range = { first, last: first + 3 };
const nobody: ReadonlySet<string> = new Set();

describe('the addresses of a group', () => {
  test('are each given once, until they are given back', () => {
    const addresses = new Addresses(range, 'g');
    const given = [1, 2, 3, 4].map(() => addresses.take(nobody)!);
    expect(given.toSorted()).toEqual(['127.0.2.1', '127.0.2.2', '127.0.2.3', '127.0.2.4']);
    expect(addresses.take(nobody)).toBeNull();
    addresses.release(given[2]!);
    expect(addresses.take(nobody)).toBe(given[2]);
  });

  test('leave out those that others use', () => {
    const addresses = new Addresses(range, 'g');
    expect(addresses.take(new Set(['127.0.2.1', '127.0.2.2', '127.0.2.4']))).toBe('127.0.2.3');
  });

  test('go round, so that one that could not be had is not tried again at once', () => {
    const addresses = new Addresses(range, 'g');
    const tried = [1, 2, 3, 4].map(() => {
      const address = addresses.take(nobody)!;
      addresses.release(address);
      return address;
    });
    expect(new Set(tried).size).toBe(4);
  });

  test('start apart in groups of different names', () => {
    const wide = { first, last: first + 253 };
    expect(new Addresses(wide, 'linux').take(nobody)).not.toBe(new Addresses(wide, 'linux-large').take(nobody));
  });
});
