import { formatGoDuration } from './go-duration.ts';
import type { Fields, KeySpec } from './key-spec.ts';
import { globalKeys } from './keys/global-keys.ts';
import { rangeText } from './read-value.ts';

/** One key of `config.toml` in words. */
export interface KeyExplanation {
  /** Its name with the tables around it: `runners.autoscaler.policy.idle_count`. */
  readonly path: string;
  /** `integer`, `duration`, `array of strings`… */
  readonly type: string;
  /** As it is written in the file, with its meaning where that is not plain; empty for tables and secrets. */
  readonly default: string;
  /** Values allowed; empty for any. */
  readonly range: string;
  readonly effect: string;
}

const typeNames: Readonly<Record<KeySpec['kind'], string>> = {
  int: 'integer',
  float: 'number',
  duration: 'duration',
  seconds: 'integer, seconds',
  bool: 'boolean',
  'optional-bool': 'boolean',
  string: 'string',
  strings: 'array of strings',
  floats: 'array of numbers',
  date: 'date and time',
  secret: 'string, never shown',
  secrets: 'array of strings, never shown',
  opaque: 'table, handed on as it stands',
  flags: 'table of booleans',
  foreign: 'read past',
  table: 'table',
  'optional-table': 'table',
  tables: 'array of tables',
};

/** Every key, in the order of the file. */
export function allKeys(): readonly KeyExplanation[] {
  return explained(globalKeys, '');
}

/** The keys of a name, with or without the tables around it: `idle_count`, `policy.idle_count`. Empty when there is none. */
export function explainKey(name: string): readonly KeyExplanation[] {
  return keysNamed(name, allKeys());
}

/** Those of some keys that a name means, with or without the tables and indexes around it. */
export function keysNamed<Key extends { readonly path: string }>(name: string, keys: readonly Key[]): readonly Key[] {
  const wanted = name.replace(/\[\d*\]|\.\d+(?=\.|$)/g, '').replaceAll('[', '');
  return keys.filter(({ path }) => path === wanted || path.endsWith(`.${wanted}`));
}

function explained(fields: Fields, above: string): readonly KeyExplanation[] {
  return Object.entries(fields).flatMap(([name, spec]) => {
    const path = above === '' ? name : `${above}.${name}`;
    const entry = { path, type: typeNames[spec.kind], default: defaultText(spec), range: allowedText(spec), effect: spec.effect };
    return [entry, ...('fields' in spec ? explained(spec.fields, path) : [])];
  });
}

function defaultText(spec: KeySpec): string {
  if (!('default' in spec)) return '';
  const value = writtenDefault(spec);
  if (spec.note === '') return value;
  return value === '' || value === '""' || value === '[]' ? spec.note : `${value} (${spec.note})`;
}

function writtenDefault(spec: Extract<KeySpec, { readonly default: unknown }>): string {
  if (spec.kind === 'duration') return `"${formatGoDuration(spec.default)}"`;
  if (spec.kind === 'seconds') return String(spec.default / 1000);
  return spec.default === null ? '' : JSON.stringify(spec.default);
}

function allowedText(spec: KeySpec): string {
  if (spec.kind === 'string') return spec.oneOf.filter((value) => value !== '').join(', ');
  return 'min' in spec ? rangeText(spec) : '';
}
