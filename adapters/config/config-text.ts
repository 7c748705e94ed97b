import { parse } from '@iarna/toml';
import { isDeepStrictEqual } from 'node:util';
import type { AST } from 'toml-eslint-parser';
import type { RawTable } from './parse-toml.ts';
import { positionParser } from './toml-positions.ts';
import { tomlValue, type WritableValue } from './toml-value.ts';

type Runners = readonly RawTable[];

/**
 * The text of a `config.toml`, changed by place: what a change does not name stays as it was written, comments, order and blanks included. Every change is
 * read back and compared with what it was to be; the text is never left half changed.
 */
export class ConfigText {
  #text: string;

  /** @param text valid TOML, or empty for a file that is not there yet. */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  /** The `[[runners]]` tables as the TOML reader gives them. */
  get runners(): Runners {
    return runnersOf(parse(this.#text));
  }

  /**
   * Adds a runner after all there is.
   *
   * @param template text with one `[[runners]]` table that the new one begins as; empty for none.
   * @throws RangeError where the file writes its runners in a form that is not changed by place.
   */
  addRunner(values: Readonly<Record<string, WritableValue>>, template = ''): void {
    const block = new ConfigText(template === '' ? '[[runners]]\n' : runnerBlock(template));
    block.setRunner(0, values);
    const added = block.runners[0] ?? {};
    const gap = this.#text.trim() === '' ? '' : `${this.#text.endsWith('\n') ? '' : '\n'}\n`;
    this.#replace(`${this.#text}${gap}${String(block)}`, [...this.runners, added]);
  }

  /** Writes values into a runner's table: in place where a key is there, else below the table's other keys. @throws RangeError as `addRunner`. */
  setRunner(index: number, values: Readonly<Record<string, WritableValue>>): void {
    for (const [key, value] of Object.entries(values)) this.#set(index, key, tomlValue(value));
  }

  /** Takes a runner out, with the comments right above its tables. @throws RangeError as `addRunner`. */
  removeRunner(index: number): void {
    const { nodes } = this.#layout();
    const parts = nodes.map(({ start, end, runner }) => (runner === index ? '' : this.#text.slice(start, end)));
    const text = `${this.#text.slice(0, nodes[0]?.start ?? 0)}${parts.join('')}`;
    this.#replace(
      text.trim() === '' ? '' : `${text.trimEnd()}\n`,
      this.runners.filter((_, at) => at !== index),
    );
  }

  #set(index: number, key: string, value: string): void {
    const { tables } = this.#layout();
    const table = tables.find(({ resolvedKey }) => resolvedKey.length === 2 && resolvedKey[0] === 'runners' && resolvedKey[1] === index);
    if (table === undefined) throw unchangeable();
    const pair = table.body.find(({ key: { keys } }) => keys.length === 1 && nameOf(keys[0]) === key);
    const expected = this.runners.map((runner, at) => (at === index ? { ...runner, [key]: (parse(`v = ${value}`) as RawTable)['v'] } : runner));
    if (pair !== undefined) {
      const [from, to] = pair.value.range;
      this.#replace(this.#text.slice(0, from) + value + this.#text.slice(to), expected);
      return;
    }
    const last = table.body.at(-1);
    const lineEnd = this.#text.indexOf('\n', (last ?? table.key).range[1]);
    const at = lineEnd < 0 ? this.#text.length : lineEnd;
    const indent = last === undefined ? '  ' : ' '.repeat(last.loc.start.column);
    this.#replace(`${this.#text.slice(0, at)}\n${indent}${key} = ${value}${this.#text.slice(at)}`, expected);
  }

  /** Takes the text over if it says what it should, and no more. */
  #replace(text: string, runners: Runners): void {
    const expected = { ...parse(this.#text), runners };
    const read = { runners: [], ...parse(text) };
    if (!isDeepStrictEqual(plain(read), plain(expected))) throw unchangeable();
    this.#text = text;
  }

  /** Every table with the comments right above it, up to the next. */
  #layout(): Layout {
    const tables = positionParser()
      .parseTOML(this.#text, { tomlVersion: '1.0' })
      .body[0].body.filter((node) => node.type === 'TOMLTable');
    const starts = tables.map((table) => leadingStart(this.#text, table.range[0]));
    return {
      tables,
      nodes: tables.map(({ resolvedKey }, at) => ({
        start: starts[at] ?? 0,
        end: starts[at + 1] ?? this.#text.length,
        runner: resolvedKey[0] === 'runners' && typeof resolvedKey[1] === 'number' ? resolvedKey[1] : null,
      })),
    };
  }
}

interface Layout {
  readonly tables: readonly AST.TOMLTable[];
  readonly nodes: readonly { readonly start: number; readonly end: number; readonly runner: number | null }[];
}

/** The part of a template that is its one runner. */
function runnerBlock(template: string): string {
  const { body } = positionParser().parseTOML(template, { tomlVersion: '1.0' }).body[0];
  const tables = body.filter((node) => node.type === 'TOMLTable');
  const starts = tables.map((table) => leadingStart(template, table.range[0]));
  const blocks = tables.map(({ resolvedKey }, at) => (resolvedKey[0] === 'runners' ? template.slice(starts[at], starts[at + 1] ?? template.length) : ''));
  return `${blocks.join('').trim()}\n`;
}

/** Where the comment lines begin that stand right above a place. */
function leadingStart(text: string, at: number): number {
  let start = text.lastIndexOf('\n', at - 1) + 1;
  for (;;) {
    const previous = start === 0 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 || !/^\s*#/.test(text.slice(previous, start))) return start;
    start = previous;
  }
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted | undefined): string {
  return key === undefined ? '' : key.type === 'TOMLBare' ? key.name : key.value;
}

function runnersOf(tree: RawTable): Runners {
  const runners = tree['runners'];
  return Array.isArray(runners) ? (runners as Runners) : [];
}

/** Tables of the reader carry hidden marks that are no part of the value. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)));
}

function unchangeable(): RangeError {
  return new RangeError('its runners are not written as [[runners]] tables that can be changed in place: edit the file by hand');
}
