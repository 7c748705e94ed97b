import type { KeyPath } from './key-path.ts';
import { camelCase, type ConfigOf, type Fields, type KeySpec } from './key-spec.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import { featureFlagDefaults } from './feature-flag-defaults.ts';
import type { RawTable } from './parse-toml.ts';
import { readBool, readNumber, readString, reportType, type ValueContext } from './read-value.ts';
import { Sealed } from './sealed.ts';

type TableContext = Omit<ValueContext, 'path'>;

/** Reads a table by its keys: defaults for what is missing or wrong, everything wrong reported, unknown keys reported with the nearest name. */
export function readTable<F extends Fields>(fields: F, raw: RawTable, path: KeyPath, context: TableContext): ConfigOf<F> {
  const read: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(fields)) {
    if (spec.kind === 'foreign') continue;
    const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
    read[camelCase(name)] = readKey(spec, value, { ...context, path: [...path, name] });
  }
  for (const name of Object.keys(raw)) if (!Object.hasOwn(fields, name)) reportUnknown(name, Object.keys(fields), path, context);
  return read as ConfigOf<F>;
}

/** Whether a value is a table of the document. */
export function isTable(value: unknown): value is RawTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function reportUnknown(name: string, known: readonly string[], path: KeyPath, { report }: TableContext): void {
  const nearest = nearestName(name, known);
  const hint = nearest === '' ? '' : `did you mean "${nearest}"?`;
  report({ severity: 'warning', rule: 'unknown-key', message: `unknown key "${name}"`, path: [...path, name], at: 'key', hint });
}

function readKey(spec: KeySpec, value: unknown, context: ValueContext): unknown {
  switch (spec.kind) {
    case 'int':
    case 'float':
    case 'duration':
    case 'seconds':
      return value === undefined ? spec.default : readNumber(spec, value, context);
    case 'bool':
    case 'optional-bool':
      return value === undefined ? spec.default : (readBool(value, context) ?? spec.default);
    case 'string':
      return value === undefined ? spec.default : readString(spec, value, context);
    case 'strings':
      return readList(value, spec.default, 'a string', (item) => typeof item === 'string', context);
    case 'floats':
      return readBuckets(value, spec.default, context);
    case 'date':
      return readDate(value, context);
    case 'secret':
      return readSecret(value, context);
    case 'secrets':
      return readSecrets(value, context);
    case 'opaque':
      return new Sealed(readRaw(value, context));
    case 'flags':
      return readFlags(value, context);
    case 'foreign':
      return null;
    case 'table':
      return readTable(spec.fields, readRaw(value, context), context.path, context);
    case 'optional-table':
      return value === undefined ? null : readTable(spec.fields, readRaw(value, context), context.path, context);
    case 'tables':
      return readTables(spec.fields, value, context);
  }
}

/** Bounds of a histogram, brought into order: with others the real runner panics. */
function readBuckets(value: unknown, fallback: readonly number[], context: ValueContext): readonly unknown[] {
  const bounds = readList(value, fallback, 'a number', (item) => typeof item === 'number', context) as readonly number[];
  if (bounds.every((bound, index) => index === 0 || bound > bounds[index - 1]!)) return bounds;
  const message = `${String(context.path.at(-1))} must ascend, got ${bounds.join(', ')}`;
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  context.report({ severity: 'warning', rule: 'range', message, path: context.path, at: 'value', hint: `write [${sorted.join(', ')}]` });
  return sorted;
}

/** An empty list means the default, as upstream's does. */
function readList(value: unknown, fallback: readonly unknown[], what: string, fits: (item: unknown) => boolean, context: ValueContext): readonly unknown[] {
  if (value === undefined) return fallback;
  if (!Array.isArray(value)) {
    reportType(context, `an array, each item ${what}`, value, fits(value) ? `write [${JSON.stringify(value)}]` : '');
    return fallback;
  }
  const good = value.filter((item, index) => {
    if (!fits(item)) reportType({ ...context, path: [...context.path, index] }, what, item);
    return fits(item);
  });
  return good.length === 0 ? fallback : good;
}

function readDate(value: unknown, context: ValueContext): Date | null {
  if (value === undefined) return null;
  if (value instanceof Date) return value;
  reportType(context, 'a date and time', value, 'write 2026-03-02T00:00:00Z, without quotes');
  return null;
}

function readSecret(value: unknown, context: ValueContext): Sealed<string> {
  if (value !== undefined && typeof value !== 'string') reportType(context, 'a string', value, '', false);
  return new Sealed(typeof value === 'string' ? value : '');
}

function readSecrets(value: unknown, context: ValueContext): Sealed<readonly string[]> {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (value !== undefined && !Array.isArray(value)) reportType(context, 'an array of strings', value, '', false);
  list.forEach((item, index) => {
    if (typeof item !== 'string') reportType({ ...context, path: [...context.path, index] }, 'a string', item, '', false);
  });
  return new Sealed(list.filter((item) => typeof item === 'string'));
}

function readRaw(value: unknown, context: ValueContext): RawTable {
  if (value === undefined) return {};
  if (isTable(value)) return value;
  const header = context.path.filter((segment) => typeof segment === 'string').join('.');
  reportType(context, 'a table', value, Array.isArray(value) ? `write [${header}] with single brackets` : '', false);
  return {};
}

/** A flag that nobody knows may be one of another version; one that is nearly known is misspelt, and has no effect. */
function readFlags(value: unknown, context: ValueContext): Readonly<Record<string, boolean>> {
  const flags: Record<string, boolean> = {};
  const known: readonly string[] = Object.keys(featureFlagDefaults);
  for (const [name, item] of Object.entries(readRaw(value, context))) {
    const path = [...context.path, name];
    const nearest = known.includes(name) ? '' : nearestName(name, known);
    if (nearest !== '')
      context.report({
        severity: 'warning',
        rule: 'feature-flag',
        message: `unknown feature flag "${name}"`,
        path,
        at: 'key',
        hint: `did you mean "${nearest}"?`,
      });
    const flag = readBool(item, { ...context, path });
    if (flag !== null) flags[name] = flag;
  }
  return flags;
}

function readTables(fields: Fields, value: unknown, context: ValueContext): readonly unknown[] {
  if (value === undefined) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!Array.isArray(value)) reportType(context, 'an array of tables', value, 'write the header in double brackets', false);
  return items.flatMap((item, index) => {
    const path = [...context.path, ...(Array.isArray(value) ? [index] : [])];
    return isTable(item) ? [readTable(fields, item, path, context)] : (reportType({ ...context, path }, 'a table', item, '', false), []);
  });
}
