import { test } from 'vitest';
import type { ConfigChanges, SeedName } from './seed-config.ts';
import { Workplace } from './workplace.ts';

/** Opens a workplace that is closed with the test. */
type Open = (seed: SeedName, changes?: ConfigChanges, options?: { readonly runners?: number }) => Promise<Workplace>;

/** A test that may open workplaces. */
export const withWorkplaces = test.extend<{ readonly open: Open }>({
  open: async ({}, use) => {
    const opened: Workplace[] = [];
    await use(async (...how) => {
      const place = await Workplace.open(...how);
      opened.push(place);
      return place;
    });
    await Promise.all(opened.map((place) => place.close()));
  },
});
