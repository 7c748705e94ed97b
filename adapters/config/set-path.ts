import type { Finding } from '../../core/finding.ts';
import { parseGoDuration } from './go-duration.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import type { Fields, KeySpec } from './key-spec.ts';
import { globalKeys } from './keys/global-keys.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import type { RawTable } from './parse-toml.ts';
import { isTable } from './read-table.ts';

/** A value that replaces the file's: `runners.autoscaler.policy.0.idle_count=4`. */
export interface Override {
  /** TOML names with dots. `runners.` without a number means the selected runner, `policy.` without one the first policy. */
  readonly path: string;
  /** A value of the key's type, or its text as a command line gives it. */
  readonly value: unknown;
  /** Where it came from, for messages; `--set` where left out. */
  readonly origin?: string;
}

/** The tree with the overrides in it, and by path where each came from. */
export interface OverriddenTree {
  readonly tree: RawTable;
  readonly origins: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

interface Target {
  readonly path: KeyPath;
  readonly spec: KeySpec;
}

/**
 * Puts values into a parsed configuration by path. The given tree is left as it is. A path that names no key is an error that names the nearest key; types and
 * ranges are checked when the tree is read.
 *
 * @param runner name of the selected runner; the first instance executor where it is left out.
 */
export function setPath(tree: RawTable, overrides: readonly Override[], runner?: string): OverriddenTree {
  const origins = new Map<string, string>();
  const findings: Finding[] = [];
  let changed = tree;
  for (const { path, value, origin = '--set' } of overrides) {
    const target = resolve(path, changed, runner);
    if (typeof target === 'string') {
      findings.push(refusal(path, origin, target));
      continue;
    }
    changed = replaced(changed, target.path, typedValue(target.spec, value)) as RawTable;
    origins.set(formatKeyPath(target.path), origin);
  }
  return { tree: changed, origins, findings };
}

function refusal(path: string, origin: string, hint: string): Finding {
  const nowhere = { line: 0, column: 0, length: 0, sourceLine: '' };
  return { severity: 'error', rule: 'path', message: `there is no key ${path}`, path, file: origin, ...nowhere, hint };
}

/** Follows the path through the key table; a string is the hint for a path that leads nowhere. */
function resolve(dotted: string, tree: RawTable, runner: string | undefined): Target | string {
  const segments = dotted.split('.');
  const path: (string | number)[] = [];
  let fields: Fields = globalKeys;
  for (let at = 0; at < segments.length; at++) {
    const name = segments[at] ?? '';
    const spec = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (spec === undefined) return nearestPath(segments.slice(0, at), name, fields);
    if (spec.kind === 'foreign') return `${name} is not used by the instance executor`;
    path.push(name);
    if (spec.kind === 'opaque' || spec.kind === 'flags') {
      const rest = segments.slice(at + 1);
      return rest.length === 1 ? { path: [...path, ...rest], spec } : `name one key of ${name}`;
    }
    if (spec.kind === 'tables') {
      const next = segments[at + 1] ?? '';
      const numbered = /^\d+$/.test(next);
      path.push(numbered ? Number(next) : defaultIndex(path, tree, runner));
      if (numbered) at++;
    } else if (spec.kind !== 'table' && spec.kind !== 'optional-table') {
      return at === segments.length - 1 ? checkedIndex({ path, spec }, tree) : `${name} has no keys below it`;
    }
    fields = spec.fields;
  }
  return `name one of its keys: ${Object.keys(fields).slice(0, 3).join(', ')}…`;
}

/** An index may name what exists, or the next one. */
function checkedIndex(target: Target, tree: RawTable): Target | string {
  let value: unknown = tree;
  for (const segment of target.path) {
    if (typeof segment === 'number') {
      const length = Array.isArray(value) ? value.length : 0;
      if (segment > length || (target.path[0] === 'runners' && value === tree['runners'] && segment >= length)) {
        return length === 0 ? 'the file has none' : `the file has ${length}, numbered from 0`;
      }
    }
    value = isTable(value) ? value[String(segment)] : Array.isArray(value) ? (value as unknown[])[Number(segment)] : undefined;
  }
  return target;
}

function defaultIndex(path: KeyPath, tree: RawTable, runner: string | undefined): number {
  const runners: unknown = tree['runners'];
  if (path.length !== 1 || path[0] !== 'runners' || !Array.isArray(runners)) return 0;
  const index = runners.findIndex((item: unknown) => isTable(item) && (runner === undefined ? item['executor'] === 'instance' : item['name'] === runner));
  return Math.max(0, index);
}

function nearestPath(above: readonly string[], name: string, fields: Fields): string {
  const nearest = nearestName(name, Object.keys(fields));
  if (nearest !== '') return `did you mean ${[...above, nearest].join('.')}?`;
  const elsewhere = keyPathsNamed(name, globalKeys, '');
  return elsewhere.length === 0 ? '' : `did you mean ${elsewhere[0] ?? ''}?`;
}

function keyPathsNamed(name: string, fields: Fields, above: string): readonly string[] {
  return Object.entries(fields).flatMap(([key, spec]) => {
    const path = above === '' ? key : `${above}.${key}`;
    return [...(key === name ? [path] : []), ...('fields' in spec ? keyPathsNamed(name, spec.fields, path) : [])];
  });
}

/** The text of a command line as a value of the key's type; what does not fit is left for the reader to refuse. */
function typedValue(spec: KeySpec, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  switch (spec.kind) {
    case 'int':
    case 'float':
      return numberOrText(value);
    case 'seconds': {
      const ms = parseGoDuration(value);
      return ms !== null && value !== '0' && ms % 1000 === 0 ? ms / 1000 : numberOrText(value);
    }
    case 'bool':
    case 'optional-bool':
    case 'flags':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'strings':
    case 'secrets':
      return value.split(';').map((item) => item.trim());
    case 'floats':
      return value.split(';').map((item) => numberOrText(item.trim()));
    case 'date':
      return Number.isNaN(Date.parse(value)) ? value : new Date(value);
    default:
      return value;
  }
}

function numberOrText(value: string): unknown {
  return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

function replaced(node: unknown, path: KeyPath, value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (typeof head === 'number') {
    const items: unknown[] = Array.isArray(node) ? [...(node as unknown[])] : [];
    items[head] = replaced(items[head], rest, value);
    return items;
  }
  const table = isTable(node) ? node : {};
  return { ...table, [head]: replaced(table[head], rest, value) };
}
