import { isDeepStrictEqual } from 'node:util';
import type { GitlabRunnerConfig } from './gitlab-runner-config.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { camelCase, type Fields, type KeySpec } from './key-spec.ts';
import { globalKeys } from './keys/global-keys.ts';
import { reloadEffect, type ReloadEffect } from './keys/reload-effects.ts';
import { Sealed } from './sealed.ts';
import { writtenValue } from './written-value.ts';

/** A key whose value is another after the configuration was read anew. */
export interface ConfigChange {
  /** `runners[0].autoscaler.policy[1].idle_count`; that of a table where one came or went. */
  readonly path: string;
  /** As it was written, or would have been; `none` for what was not there. Alike on both sides where only something differs that is never shown. */
  readonly before: string;
  readonly after: string;
  readonly effect: ReloadEffect;
}

type Table = Readonly<Record<string, unknown>>;

/** What differs between two configurations, in the order of the keys. Defaults count as written: a key that is spelt out with its default is no change. */
export function configChanges(before: GitlabRunnerConfig, after: GitlabRunnerConfig): ConfigChange[] {
  return changesOfTable(globalKeys, before, after, []);
}

function changesOfTable(fields: Fields, before: Table, after: Table, path: KeyPath): ConfigChange[] {
  return Object.entries(fields).flatMap(([name, spec]) => {
    const key = camelCase(name);
    return spec.kind === 'foreign' ? [] : changesOfKey(spec, before[key], after[key], [...path, name]);
  });
}

function changesOfKey(spec: KeySpec, before: unknown, after: unknown, path: KeyPath): ConfigChange[] {
  if (isDeepStrictEqual(unsealed(before), unsealed(after))) return [];
  if ('fields' in spec && spec.kind !== 'tables' && isTable(before) && isTable(after)) return changesOfTable(spec.fields, before, after, path);
  if (spec.kind === 'tables') return changesOfList(spec.fields, before as readonly Table[], after as readonly Table[], path);
  if (spec.kind === 'flags') return changesOfFlags(before as Table, after as Table, path);
  const said = (value: unknown): string => writtenValue(String(path.at(-1)), spec, value);
  return [{ path: formatKeyPath(path), before: said(before), after: said(after), effect: reloadEffect(path) }];
}

/** Tables of a list are told apart by their place. Where another runner takes a place its keys are not compared one by one: nothing of it stays. */
function changesOfList(fields: Fields, before: readonly Table[], after: readonly Table[], path: KeyPath): ConfigChange[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) => {
    const [was, is] = [before[index], after[index]];
    const place = [...path, index];
    if (was !== undefined && is !== undefined && isSameRunner(was, is)) return changesOfTable(fields, was, is, place);
    const said = (table: Table | undefined): string => (table === undefined ? 'none' : nameOrKeys(fields, table));
    return isDeepStrictEqual(unsealed(was), unsealed(is))
      ? []
      : [{ path: formatKeyPath(place), before: said(was), after: said(is), effect: reloadEffect(place) }];
  });
}

/** Whether two tables stand for the same thing: runners that differ in name and in token do not, all else in one place does. */
function isSameRunner(was: Table, is: Table): boolean {
  return !(was['token'] instanceof Sealed) || was['name'] === is['name'] || isDeepStrictEqual(unsealed(was['token']), unsealed(is['token']));
}

function nameOrKeys(fields: Fields, table: Table): string {
  const { name } = table;
  return typeof name === 'string' ? JSON.stringify(name) : writtenValue('', { kind: 'table', fields, effect: '', note: '' }, table);
}

function changesOfFlags(before: Table, after: Table, path: KeyPath): ConfigChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  const said = (flag: unknown): string => (typeof flag === 'boolean' ? String(flag) : 'none');
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => ({
      path: formatKeyPath([...path, name]),
      before: said(before[name]),
      after: said(after[name]),
      effect: reloadEffect([...path, name]),
    }));
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null;
}

/** Plain data, for comparing: what is sealed shows its value. */
function unsealed(value: unknown): unknown {
  if (value instanceof Sealed) return unsealed(value.reveal());
  if (Array.isArray(value)) return value.map(unsealed);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unsealed(inner)]));
}
