import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AcquisitionTable } from '../../../core/manager/acquisition-table.ts';
import { Acquisition } from '../../../core/scaling/acquisition.ts';

/** A few keys that stay while many others come and go, so that later ones come round to their places. */
const history = fc.array(fc.record({ stays: fc.boolean(), skipped: fc.nat(200), takes: fc.nat(1000) }), { minLength: 1, maxLength: 400, size: 'max' });

test('a table of keys holds what a Map would, whatever comes and goes', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const table = new AcquisitionTable();
      const map = new Map<number, Acquisition>();
      let key = 0;
      for (const { stays, skipped, takes } of steps) {
        key += 1 + skipped;
        const acquisition = new Acquisition(key, 0, 0, false);
        table.add(acquisition);
        map.set(key, acquisition);
        if (stays) continue;
        const taken = [...map.keys()][takes % map.size]!;
        expect(table.take(taken)).toBe(map.get(taken));
        map.delete(taken);
        expect([table.get(taken), table.take(taken)]).toEqual([undefined, undefined]);
      }
      expect(table.size).toBe(map.size);
      expect(table.values()).toEqual([...map.values()]);
      for (const [known, acquisition] of map) expect(table.get(known)).toBe(acquisition);
    }),
    { seed: 42, numRuns: 200 },
  );
});
