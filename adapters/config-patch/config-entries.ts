import type { AST } from 'toml-eslint-parser';
import { formatKeyPath, type KeyPath } from '../config/key-path.ts';
import { positionParser } from '../config/toml-positions.ts';

/** A stretch of a text, as offsets; its end left out. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** A key with its value, where it stands. */
export interface ConfigEntry {
  /** As `formatKeyPath` writes it. */
  readonly path: string;
  /** The path of what it is a key of. */
  readonly parent: string;
  readonly key: TextRange;
  readonly value: TextRange;
  /** Whether it stands between braces, where a line of its own has no place. */
  readonly inline: boolean;
}

/** A table with a header of its own. */
export interface ConfigTable {
  readonly path: string;
  readonly header: TextRange;
  /** Where the last thing of it ends: its last key, or its header. */
  readonly end: number;
}

/** Everything of a TOML text that has a place. */
export interface ConfigEntries {
  readonly entries: readonly ConfigEntry[];
  readonly tables: readonly ConfigTable[];
  readonly comments: readonly TextRange[];
}

/** Finds the keys, tables and comments of a text, which must be valid TOML. Elements of arrays are entries too, with the element as key and value. */
export function configEntries(text: string): ConfigEntries {
  const program = positionParser().parseTOML(text, { tomlVersion: '1.0' });
  const entries: ConfigEntry[] = [];
  const tables: ConfigTable[] = [];
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLKeyValue') addPair(entries, [], node, false);
    else {
      tables.push({ path: formatKeyPath(node.resolvedKey), header: rangeOf(node.key), end: (node.body.at(-1) ?? node).range[1] });
      for (const pair of node.body) addPair(entries, node.resolvedKey, pair, false);
    }
  }
  return { entries, tables, comments: program.comments.map(rangeOf) };
}

function addPair(entries: ConfigEntry[], base: KeyPath, pair: AST.TOMLKeyValue, inline: boolean): void {
  const names = pair.key.keys.map((segment) => (segment.type === 'TOMLBare' ? segment.name : segment.value));
  addValue(entries, [...base, ...names], rangeOf(pair.key), pair.value, inline);
}

function addValue(entries: ConfigEntry[], path: KeyPath, key: TextRange, value: AST.TOMLContentNode, inline: boolean): void {
  entries.push({ path: formatKeyPath(path), parent: formatKeyPath(path.slice(0, -1)), key, value: rangeOf(value), inline });
  if (value.type === 'TOMLInlineTable') for (const inner of value.body) addPair(entries, path, inner, true);
  if (value.type === 'TOMLArray') for (const [index, element] of value.elements.entries()) addValue(entries, [...path, index], rangeOf(element), element, true);
}

function rangeOf({ range: [from, to] }: { readonly range: readonly [number, number] }): TextRange {
  return { from, to };
}
