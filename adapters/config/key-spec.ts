import type { Sealed } from './sealed.ts';

interface Described {
  /** What the key does, in a sentence for `sim explain key`. */
  readonly effect: string;
  /** What the default means where the bare value does not say it. */
  readonly note: string;
}

/** Numbers; `duration` and `seconds` are milliseconds once read. */
export interface NumberSpec extends Described {
  readonly kind: 'int' | 'float' | 'duration' | 'seconds';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Upstream reads zero and less as "unset". */
  readonly zeroIsDefault: boolean;
}

/** A switch that is either on or off: left out, it is its default. */
export interface BoolSpec extends Described {
  readonly kind: 'bool';
  readonly default: boolean;
}

/** A switch that may be left unset, with a meaning of its own. */
export interface OptionalBoolSpec extends Described {
  readonly kind: 'optional-bool';
  readonly default: null;
}

/** Text; a value outside `oneOf` is an error, and the default is in force. */
export interface StringSpec extends Described {
  readonly kind: 'string';
  readonly default: string;
  /** The values allowed; empty for any. */
  readonly oneOf: readonly string[];
}

/** A list of strings, each taken as it stands. */
export interface StringsSpec extends Described {
  readonly kind: 'strings';
  readonly default: readonly string[];
}

/** A list of numbers, fractions allowed; the bounds of histogram buckets are such a list. */
export interface FloatsSpec extends Described {
  readonly kind: 'floats';
  readonly default: readonly number[];
}

/** An instant, as a TOML date without quotes; null once read where the key is left out or is no date. */
export interface DateSpec extends Described {
  readonly kind: 'date';
  readonly default: null;
}

/** A value that is never shown. */
export interface SecretSpec extends Described {
  readonly kind: 'secret';
}

/** A list of strings that is never shown. */
export interface SecretsSpec extends Described {
  readonly kind: 'secrets';
}

/** A table that belongs to somebody else (a plugin, the nesting daemon) and is handed on as it stands. */
export interface OpaqueSpec extends Described {
  readonly kind: 'opaque';
}

/** A table of switches by name (feature_flags), whose names are not checked: flags come and go with releases. */
export interface FlagsSpec extends Described {
  readonly kind: 'flags';
}

/** A key or table of other executors: known, read past, not kept. */
export interface ForeignSpec extends Described {
  readonly kind: 'foreign';
}

/** A table that is read with all its defaults where the file does not have it. */
export interface TableSpec<F extends Fields = Fields> extends Described {
  readonly kind: 'table';
  readonly fields: F;
}

/** A table whose absence matters. */
export interface OptionalTableSpec<F extends Fields = Fields> extends Described {
  readonly kind: 'optional-table';
  readonly fields: F;
}

/** A list of tables in the order of the file; empty where there is none. */
export interface TablesSpec<F extends Fields = Fields> extends Described {
  readonly kind: 'tables';
  readonly fields: F;
}

/** What is known about one key of the configuration. */
export type KeySpec =
  | NumberSpec
  | BoolSpec
  | OptionalBoolSpec
  | StringSpec
  | StringsSpec
  | FloatsSpec
  | DateSpec
  | SecretSpec
  | SecretsSpec
  | OpaqueSpec
  | FlagsSpec
  | ForeignSpec
  | TableSpec
  | OptionalTableSpec
  | TablesSpec;

/** The keys of one table, by the name that they have in the file. */
export interface Fields {
  readonly [name: string]: KeySpec;
}

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S extends `${infer Head}-${infer Tail}`
    ? `${Head}${Capitalize<CamelCase<Tail>>}`
    : S;

/** The type of a key's value once read. */
export type ValueOf<S> = S extends NumberSpec
  ? number
  : S extends BoolSpec
    ? boolean
    : S extends OptionalBoolSpec
      ? boolean | null
      : S extends StringSpec
        ? string
        : S extends StringsSpec
          ? readonly string[]
          : S extends FloatsSpec
            ? readonly number[]
            : S extends DateSpec
              ? Date | null
              : S extends SecretSpec
                ? Sealed<string>
                : S extends SecretsSpec
                  ? Sealed<readonly string[]>
                  : S extends OpaqueSpec
                    ? Sealed<Readonly<Record<string, unknown>>>
                    : S extends FlagsSpec
                      ? Readonly<Record<string, boolean>>
                      : S extends TableSpec<infer F>
                        ? ConfigOf<F>
                        : S extends OptionalTableSpec<infer F>
                          ? ConfigOf<F> | null
                          : S extends TablesSpec<infer F>
                            ? readonly ConfigOf<F>[]
                            : never;

/** The type of a table once read: every key present, in camel case. */
export type ConfigOf<F> = { readonly [K in keyof F & string as F[K] extends ForeignSpec ? never : CamelCase<K>]: ValueOf<F[K]> };

/** The name of a key inside the program: `idle_count` becomes `idleCount`. */
export function camelCase(name: string): string {
  return name.replace(/[_-](.)/g, (_, letter: string) => letter.toUpperCase());
}
