import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProviderState } from '../../../core/fleet/instance.ts';
import { ListingDelta } from '../../../core/fleet/listing-delta.ts';

const state = fc.constantFrom<ProviderState>('creating', 'running', 'deleting', 'deleted');
const listing = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), state), { selector: ([id]) => id });

describe('the changes of a listing', () => {
  test('applied to the listing before it give the listing', () => {
    fc.assert(
      fc.property(fc.array(listing), (listings) => {
        const delta = new ListingDelta();
        const known = new Map<string, ProviderState>();
        for (const rows of listings) {
          for (const { id, state: now } of delta.changes(rows)) {
            expect(now).not.toBe(known.get(id) ?? 'absent');
            if (now === 'absent') known.delete(id);
            else known.set(id, now);
          }
          expect(known).toEqual(new Map(rows));
        }
      }),
    );
  });

  test('are none for an unchanged listing in another order', () => {
    const delta = new ListingDelta();
    delta.changes([
      ['a', 'running'],
      ['b', 'creating'],
    ]);
    expect(
      delta.changes([
        ['b', 'creating'],
        ['a', 'running'],
      ]),
    ).toEqual([]);
  });

  test('say what vanished since a restored provisioner last looked', () => {
    const delta = new ListingDelta([
      ['a', 'running'],
      ['b', 'running'],
    ]);
    expect(delta.changes([['b', 'running']])).toEqual([{ id: 'a', state: 'absent' }]);
  });
});
