import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtInScenarios } from '../../cli/built-in-scenarios.ts';
import type { Result } from '../../sim/measure/result.ts';
import { root } from '../house/repository.ts';
import { expectedRanges, headerOf } from './expected-range.ts';
import { play } from './play.ts';

/** Enough for ranges that were derived with a pencil. */
const seeds = 3;

const textOf = (name: string): string => readFileSync(join(root, 'scenarios', `${name}.yaml`), 'utf8');

describe.each(builtInScenarios())('%s', (name) => {
  const ranges = expectedRanges(textOf(name));
  const runs = new Map<string, Result>();
  const resultWith = (set: readonly string[]): Result => {
    const known = runs.get(set.join(' '));
    if (known !== undefined) return known;
    const result = play(name, set, Math.min(seeds, Number(/^replications: (\d+)/m.exec(textOf(name))?.[1] ?? seeds)));
    runs.set(set.join(' '), result);
    return result;
  };

  test('says what it shows, and what is expected of it', () => {
    expect(headerOf(textOf(name)).join('\n')).toMatch(/^# Shows: [^]+^# Expected, written before the first run/m);
    expect(ranges.length).toBeGreaterThanOrEqual(3);
    const said = headerOf(textOf(name)).filter((line) => / in \S+ … /.test(line));
    expect(said).toHaveLength(ranges.length);
  });

  test.each(ranges)('$set shows $metric from $least to $most', ({ set, metric, least, most }) => {
    const found = resultWith(set).metrics[metric]?.value;
    expect(found).toBeGreaterThanOrEqual(least);
    expect(found).toBeLessThanOrEqual(most);
  });
});
