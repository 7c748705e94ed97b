import { nearestName } from '../../core/text/nearest-name.ts';
import { searchKeys, type SearchKey } from '../../sim/recommend/search-key.ts';
import { rangedKeys, type KeyRange } from '../../sim/recommend/search-space.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line says of keys. */
export interface KeyChoice {
  /** Freed by name, with the values that they may have; null where all will do. */
  readonly freed: ReadonlyMap<SearchKey, KeyRange | null>;
  readonly fixed: ReadonlySet<SearchKey>;
}

const ranged: readonly SearchKey[] = rangedKeys;

/**
 * Reads `--free max_use_count,max_instances=4..20` and `--fix idle_time`; `all` stands for every key. Of a key that is in both the command line wants what it says by name:
 * `--fix all --free idle_count` searches `idle_count` alone.
 *
 * @throws UsageError for names that there are not, ranges that are none, and a key that is freed and fixed by name.
 */
export function parseKeys(free: readonly string[], fix: readonly string[]): KeyChoice {
  const faults: string[] = [];
  const freed = new Map<SearchKey, KeyRange | null>();
  const fixed = new Set<SearchKey>();
  const named = new Set<SearchKey>();
  for (const word of free) {
    const [name = '', range] = word.split('=', 2);
    if (name === 'all') for (const key of searchKeys) freed.set(key, freed.get(key) ?? null);
    else if (isKey(name)) {
      const read = range === undefined ? null : rangeOf(name, range);
      if (typeof read === 'string') faults.push(`--free ${word}: ${read}`);
      else freed.set(name, read);
      named.add(name);
    } else faults.push(unknown('--free', name));
  }
  for (const name of fix) {
    if (name === 'all') for (const key of searchKeys) if (!named.has(key)) fixed.add(key);
    if (isKey(name)) {
      if (named.has(name)) faults.push(`${name} is in --free and in --fix`);
      fixed.add(name);
    } else if (name !== 'all') faults.push(unknown('--fix', name));
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return { freed, fixed };
}

function isKey(name: string): name is SearchKey {
  return (searchKeys as readonly string[]).includes(name);
}

function rangeOf(key: SearchKey, text: string): KeyRange | string {
  if (!ranged.includes(key)) return `${key} has no range; those that have: ${ranged.join(', ')}`;
  const [, min, max] = /^(\d*)\.\.(\d*)$/.exec(text) ?? [];
  if (min === undefined || (min === '' && max === '')) return 'expected a range such as 4..20, 4.. or ..20';
  const range = { min: min === '' ? 0 : Number(min), max: max === '' ? Number.MAX_SAFE_INTEGER : Number(max) };
  return range.min > range.max ? `${range.min} is more than ${range.max}` : range;
}

function unknown(option: string, name: string): string {
  const nearest = nearestName(name, searchKeys);
  return `${option} ${name}: no such key${nearest === '' ? '' : `; did you mean ${nearest}?`} There are all, ${searchKeys.join(', ')}`;
}
