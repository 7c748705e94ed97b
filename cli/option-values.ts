import { InvalidArgumentError } from 'commander';
import type { Assignment } from './sim-program.ts';

/** Reads the value of an option that counts from 0. @throws InvalidArgumentError for anything else. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('expected a whole number of at least 0.');
  return value;
}

/** Reads the value of an option that counts from 1. @throws InvalidArgumentError for anything else. */
export function positiveNumber(text: string): number {
  if (!/^0*[1-9]/.test(text)) throw new InvalidArgumentError('expected a whole number of at least 1.');
  return wholeNumber(text);
}

/** Adds one `--set path=value` to the earlier ones. @throws InvalidArgumentError for anything else. */
export function setting(text: string, earlier: readonly Assignment[]): Assignment[] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InvalidArgumentError('expected path=value.');
  return [...earlier, { path: text.slice(0, equals), text: text.slice(equals + 1) }];
}
