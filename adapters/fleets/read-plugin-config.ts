import { z } from 'zod';
import { nearestName } from '../../core/text/nearest-name.ts';
import type { KeyPath } from '../config/key-path.ts';
import type { Report } from '../config/problem.ts';

type Path = readonly PropertyKey[];
type Table = Record<PropertyKey, unknown>;

/**
 * Reads a plugin's own table by its schema, whose objects are strict. Everything wrong is reported at its key, unknown keys as warnings, as in the rest of
 * the file; gives null when something is wrong. No message quotes a value, since any of them may be a secret.
 */
export function readPluginConfig<S extends z.ZodType>(schema: S, raw: Readonly<Record<string, unknown>>, path: KeyPath, report: Report): z.output<S> | null {
  const table = structuredClone(raw) as Table;
  let read = schema.safeParse(table);
  if (!read.success) {
    for (const issue of read.error.issues) if (issue.code === 'unrecognized_keys') dropUnknown(issue, { schema, table, path, report });
    read = schema.safeParse(table);
  }
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const message = `${String(issue.path.at(-1) ?? path.at(-1))}: ${issueMessage(issue)}`;
    report({ severity: 'error', rule: 'plugin-config', message, path: [...path, ...issue.path.map(segment)], at: 'value', hint: '' });
  }
  return null;
}

function issueMessage({ code, message }: z.core.$ZodIssue): string {
  if (code === 'invalid_type' && message.endsWith('received undefined')) return 'is missing';
  return message.replace(/^Invalid input: /, '');
}

function segment(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

interface Reading {
  readonly schema: z.ZodType;
  readonly table: Table;
  readonly path: KeyPath;
  readonly report: Report;
}

function dropUnknown({ keys, path: within }: z.core.$ZodIssueUnrecognizedKeys, { schema, table, path, report }: Reading): void {
  const known = keysAt(schema, within);
  const owner = within.reduce<Table>((at, key) => at[key] as Table, table);
  for (const key of keys) {
    const nearest = nearestName(key, known);
    const hint = nearest === '' ? '' : `did you mean "${nearest}"?`;
    report({ severity: 'warning', rule: 'unknown-key', message: `unknown key "${key}"`, path: [...path, ...within.map(segment), key], at: 'key', hint });
    Reflect.deleteProperty(owner, key);
  }
}

/** The keys that the schema has for the table at that place. */
function keysAt(schema: z.core.$ZodType, [key, ...rest]: Path): readonly string[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return keysAt(schema.def.innerType, key === undefined ? [] : [key, ...rest]);
  if (schema instanceof z.ZodRecord) return key === undefined ? [] : keysAt(schema.def.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Readonly<Record<PropertyKey, z.core.$ZodType>>;
  return key === undefined ? Object.keys(shape) : keysAt(shape[key]!, rest);
}
