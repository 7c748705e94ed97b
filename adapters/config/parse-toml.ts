import { parse } from '@iarna/toml';
import type { Finding } from '../../core/finding.ts';
import type { ConfigSource } from './config-source.ts';
import { positionParser } from './toml-positions.ts';

/** A table as the TOML reader gives it. */
export type RawTable = Readonly<Record<string, unknown>>;

interface SyntaxError {
  readonly message: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

/** Reads TOML. A text that is none gives one finding, at the place where reading stopped. */
export function parseToml(text: string, source: ConfigSource): { readonly tree: RawTable | null; readonly findings: readonly Finding[] } {
  try {
    // The reader refuses a carriage return behind a comment, which every file of a Windows editor has.
    return { tree: parse(text.replaceAll('\r\n', '\n')), findings: [] };
  } catch (error) {
    const at = clearest(text) ?? plain(error);
    const line = text.split('\n')[at.line] ?? '';
    const told = { severity: 'error', rule: 'syntax', message: at.message, path: '', hint: syntaxHint(line) } as const;
    return { tree: null, findings: [source.findingAt(told, { line: at.line + 1, column: at.column + 1, length: 1 })] };
  }
}

/** What the position parser calls an error, in the words of somebody who writes a file. */
const plainWords: Readonly<Record<string, string>> = {
  'Unspecified values are invalid': 'a value is missing',
  'Defining a key multiple times is invalid': 'this key or table is defined twice',
  'Must be a newline': 'unexpected text after the value',
  'Expected equal (=) token': 'expected "=" after the key',
  'Expected comma (,) token': 'expected a comma',
  'Unterminated string constant': 'the string is not closed',
  'Unterminated array': 'the array is not closed',
  'Unterminated inline table': 'the inline table is not closed',
  'Unterminated table-key': 'the table header is not closed',
  'The key, equals sign, and value must be on the same line': 'the line has no value',
};

/** The position parser's error: its columns are nearer to the cause. It may accept what the reader of values refuses. */
function clearest(text: string): SyntaxError | null {
  try {
    positionParser().parseTOML(text, { tomlVersion: '1.0' });
    return null;
  } catch (error) {
    const { message, index } = error as Error & { readonly index: number };
    const before = text.slice(0, index).trimEnd();
    const valueMissing = /=(?:[^\S\n]*#.*)?$/.test(before) && text.slice(before.length, index).includes('\n');
    const words = valueMissing ? 'a value is missing' : (plainWords[message] ?? sentence(message));
    const atEnd = valueMissing || index >= text.length || message.endsWith('must be on the same line');
    return { message: words, ...placeOf(text, atEnd ? before.length : index) };
  }
}

function plain(error: unknown): SyntaxError {
  const { message, line, col } = error as Error & { readonly line: number; readonly col: number };
  return { message: sentence(message.replace(/ at row \d[\s\S]*$/, '')), line, column: Math.max(0, col - 1) };
}

function placeOf(text: string, index: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, index).split('\n');
  return { line: before.length - 1, column: (before.at(-1) ?? '').length };
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** Names the usual slips: a duration or a word without quotes. */
function syntaxHint(line: string): string {
  const value = /^\s*[\w.-]+\s*=\s*([^#\s]+)/.exec(line)?.[1] ?? '';
  if (/^\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d)/.test(value)) return `durations are strings: write "${value}"`;
  if (/^(?:True|False|TRUE|FALSE)$/.test(value)) return `write ${value.toLowerCase()}`;
  return /^[A-Za-z]/.test(value) && value !== 'true' && value !== 'false' ? 'strings need quotes' : '';
}
