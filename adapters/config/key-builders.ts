import type {
  BoolSpec,
  DateSpec,
  Fields,
  FlagsSpec,
  FloatsSpec,
  ForeignSpec,
  NumberSpec,
  OpaqueSpec,
  OptionalBoolSpec,
  OptionalTableSpec,
  SecretSpec,
  SecretsSpec,
  StringSpec,
  StringsSpec,
  TableSpec,
  TablesSpec,
} from './key-spec.ts';

interface NumberOptions {
  readonly min?: number;
  readonly max?: number;
  readonly zeroIsDefault?: true;
  readonly note?: string;
}

function number(kind: NumberSpec['kind'], fallback: number, effect: string, options: NumberOptions): NumberSpec {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, zeroIsDefault = false, note = '' } = options;
  return { kind, default: fallback, min, max, zeroIsDefault, effect, note };
}

/** The words in which the key tables are written: one function a kind of key. */
export const key = {
  int: (fallback: number, effect: string, options: NumberOptions = {}): NumberSpec => number('int', fallback, effect, options),
  float: (fallback: number, effect: string, options: NumberOptions = {}): NumberSpec => number('float', fallback, effect, options),
  /** The default is in milliseconds. */
  duration: (fallbackMs: number, effect: string, options: NumberOptions = {}): NumberSpec => number('duration', fallbackMs, effect, options),
  /** An integer count of seconds in the file; the default is in milliseconds. */
  seconds: (fallbackMs: number, effect: string, options: NumberOptions = {}): NumberSpec => number('seconds', fallbackMs, effect, options),
  bool: (fallback: boolean, effect: string, note = ''): BoolSpec => ({ kind: 'bool', default: fallback, effect, note }),
  optionalBool: (effect: string, note: string): OptionalBoolSpec => ({ kind: 'optional-bool', default: null, effect, note }),
  string: (fallback: string, effect: string, note = ''): StringSpec => ({ kind: 'string', default: fallback, oneOf: [], effect, note }),
  oneOf: (oneOf: readonly string[], fallback: string, effect: string, note = ''): StringSpec => ({ kind: 'string', default: fallback, oneOf, effect, note }),
  strings: (fallback: readonly string[], effect: string, note = ''): StringsSpec => ({ kind: 'strings', default: fallback, effect, note }),
  floats: (effect: string, note = ''): FloatsSpec => ({ kind: 'floats', default: [], effect, note }),
  date: (effect: string): DateSpec => ({ kind: 'date', default: null, effect, note: 'unset' }),
  secret: (effect: string): SecretSpec => ({ kind: 'secret', effect, note: '' }),
  secrets: (effect: string): SecretsSpec => ({ kind: 'secrets', effect, note: '' }),
  opaque: (effect: string): OpaqueSpec => ({ kind: 'opaque', effect, note: '' }),
  flags: (effect: string): FlagsSpec => ({ kind: 'flags', effect, note: '' }),
  foreign: (effect: string): ForeignSpec => ({ kind: 'foreign', effect, note: '' }),
  table: <F extends Fields>(fields: F, effect: string): TableSpec<F> => ({ kind: 'table', fields, effect, note: '' }),
  optionalTable: <F extends Fields>(fields: F, effect: string): OptionalTableSpec<F> => ({ kind: 'optional-table', fields, effect, note: '' }),
  tables: <F extends Fields>(fields: F, effect: string): TablesSpec<F> => ({ kind: 'tables', fields, effect, note: '' }),
};
