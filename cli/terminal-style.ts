import type { TextStyle } from '../sim/text/text-style.ts';
import type { Io, Output } from './io.ts';

const defaultWidth = 100;
const narrowest = 40;

/**
 * How text may look on a stream: colour at a terminal unless NO_COLOR or TERM=dumb, anywhere with FORCE_COLOR; the width of COLUMNS, else of the
 * terminal; more than ASCII where the locale is UTF-8 (as it is where nothing is said).
 */
export function terminalStyle(stream: Output, env: Io['env']): TextStyle {
  const width = Number(env['COLUMNS']);
  return {
    width: Math.max(narrowest, Number.isInteger(width) && width > 0 ? width : (stream.columns ?? defaultWidth)),
    colour: hasColour(stream, env),
    unicode: isUtf8(env),
  };
}

function hasColour(stream: Output, env: Io['env']): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return stream.isTTY && env['TERM'] !== 'dumb';
}

function isUtf8(env: Io['env']): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet);
  return locale === undefined || /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
