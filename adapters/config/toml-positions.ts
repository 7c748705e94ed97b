import { createRequire } from 'node:module';
import type * as TomlParser from 'toml-eslint-parser';
import { formatKeyPath, type KeyPath } from './key-path.ts';

/** A stretch of one line: line and column from 1. A value over several lines is marked on its first. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Where a key stands and where its value stands. For a table both are its header. */
export interface KeyPlace {
  readonly key: Place;
  readonly value: Place;
}

/** Places of every key, table and array element of a document, by path as `formatKeyPath` writes it. */
export type TomlPositions = ReadonlyMap<string, KeyPlace>;

const require = createRequire(import.meta.url);

/** Loaded on first use: a configuration without findings needs no positions, and start-up time is the user's. */
export function positionParser(): typeof TomlParser {
  return require('toml-eslint-parser') as typeof TomlParser;
}

/** Finds the place of every key. The text must be valid TOML. */
export function tomlPositions(text: string): TomlPositions {
  const positions = new Map<string, KeyPlace>();
  const lines = text.split('\n');
  const place = (node: TomlParser.AST.TOMLNode): Place => {
    const { start, end } = node.loc;
    const endColumn = end.line === start.line ? end.column : (lines[start.line - 1] ?? '').trimEnd().length;
    return { line: start.line, column: start.column + 1, length: Math.max(1, endColumn - start.column) };
  };
  const visit = (path: KeyPath, keyNode: TomlParser.AST.TOMLNode, value: TomlParser.AST.TOMLContentNode): void => {
    positions.set(formatKeyPath(path), { key: place(keyNode), value: place(value) });
    if (value.type === 'TOMLArray')
      value.elements.forEach((element, index) => {
        visit([...path, index], element, element);
      });
    if (value.type === 'TOMLInlineTable') for (const inner of value.body) visitPair(path, inner);
  };
  const visitPair = (base: KeyPath, pair: TomlParser.AST.TOMLKeyValue): void => {
    const names = pair.key.keys.map((segment) => (segment.type === 'TOMLBare' ? segment.name : segment.value));
    visit([...base, ...names], pair.key, pair.value);
  };
  for (const node of positionParser().parseTOML(text, { tomlVersion: '1.0' }).body[0].body) {
    if (node.type === 'TOMLKeyValue') visitPair([], node);
    else {
      positions.set(formatKeyPath(node.resolvedKey), { key: place(node.key), value: place(node.key) });
      for (const pair of node.body) visitPair(node.resolvedKey, pair);
    }
  }
  return positions;
}

/** Whether the number at a path is written as a float (`5.0`, `5e0`): the reader of values cannot tell it from an integer. */
export function floatPaths(text: string): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const [path, { value }] of tomlPositions(text)) {
    const written = (text.split('\n')[value.line - 1] ?? '').slice(value.column - 1, value.column - 1 + value.length);
    if (/^[+-]?[\d_]+(?:\.[\d_]+(?:e[+-]?\d+)?|e[+-]?\d+)$/i.test(written)) paths.add(path);
  }
  return paths;
}
