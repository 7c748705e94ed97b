import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../sim/checkers/rule.ts';
import { rules } from '../../sim/checkers/rules.ts';
import { root } from '../house/repository.ts';
import type { FleetCase } from './fleet-case.ts';
import { idleMonotony } from './idle-monotony.ts';
import { type Mutation, mutations } from './mutations.ts';
import { playFleet } from './play-fleet.ts';

const page = join(root, 'docs/MUTATIONS.md');
const determinism: Pick<Rule, 'name' | 'sentence'> = {
  name: 'P18',
  sentence: 'the same run twice makes the same decisions and leaves the same record, byte for byte',
};
const watched: readonly Rule[] = [...rules, idleMonotony];
const properties = [...watched, determinism].sort((a, b) => Number(a.name.slice(1)) - Number(b.name.slice(1)));
const seed = 20_261_129;

/** Plays a fleet and watches the property of a mutation alone. @throws what the property says. */
function watch({ property, createManager }: Mutation, fleet: FleetCase): void {
  const options = createManager === undefined ? {} : { createManager };
  if (property === 'P18') {
    if (playFleet(fleet, options).hash !== playFleet(fleet, options).hash) throw new Error('P18: two runs differ');
    return;
  }
  playFleet(fleet, { ...options, rules: watched.filter(({ name }) => name === property) });
}

/** The fleet that shows the fault, and what its property says of it; null when it was not noticed. */
function caught(mutation: Mutation): { fleet: FleetCase; message: string } | null {
  const remove = mutation.install();
  try {
    const details = fc.check(
      fc.property(mutation.fleets, (fleet) => {
        watch(mutation, fleet);
      }),
      { seed, numRuns: 300, endOnFailure: true },
    );
    const [fleet] = details.counterexample ?? [];
    if (fleet === undefined) return null;
    return { fleet, message: details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance) };
  } finally {
    remove();
  }
}

function pageOf(found: ReadonlyMap<Mutation, string>): string {
  const rows = mutations.map(
    (mutation) =>
      `| ${mutation.property} | ${properties.find(({ name }) => name === mutation.property)?.sentence ?? ''} | ${mutation.what} | ${found.has(mutation) ? 'yes' : '**no**'} |`,
  );
  return [
    '# Mutations',
    '',
    'A property that no fault can break proves nothing. Each fault below is put into the core while random fleets run, and the property beside it,',
    'watched alone, must notice it; without the fault the same fleet must pass. P0 is ours, the others are the invariants of the specification.',
    'The page is written by `UPDATE_GOLDEN=1 npx vitest run test/properties/mutations.test.ts`, and kept true by the same test.',
    '',
    '| property | sentence | fault put into the core | caught |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

describe('every property notices a fault in the core', () => {
  const found = new Map<Mutation, string>();

  test.each(mutations.map((mutation) => [mutation.property, mutation.what, mutation] as const))('%s notices that %s', (property, _, mutation) => {
    const catching = caught(mutation);
    expect(catching?.message ?? 'nothing').toMatch(new RegExp(`^${property}: `));
    found.set(mutation, catching?.message ?? '');
    // The fleet is not to blame.
    watch({ ...mutation, createManager: undefined }, (catching as { fleet: FleetCase }).fleet);
  });

  test('no property is without a mutation', () => {
    const mutated = new Set(mutations.map(({ property }) => property));
    expect(properties.filter(({ name }) => !mutated.has(name)).map(({ name }) => name)).toEqual([]);
  });

  test('the table of mutations is as it is found', () => {
    const text = pageOf(found);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(page, text);
    console.log(text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });
});
