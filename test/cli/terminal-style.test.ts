import { expect, test } from 'vitest';
import { combineExitCodes } from '../../cli/exit-codes.ts';
import { terminalStyle } from '../../cli/terminal-style.ts';

const terminal = { write: () => undefined, isTTY: true, columns: 132 };
const pipe = { write: () => undefined, isTTY: false, columns: undefined };

test.each([
  ['at a terminal', terminal, {}, true],
  ['in a pipe', pipe, {}, false],
  ['with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
  ['with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
  ['with TERM=dumb', terminal, { TERM: 'dumb' }, false],
  ['in a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
  ['at a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
  ['with NO_COLOR and FORCE_COLOR', pipe, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
] as const)('colour %s', (_, stream, env, colour) => {
  expect(terminalStyle(stream, env).colour).toBe(colour);
});

test.each([
  [{}, true],
  [{ LANG: 'de_BE.UTF-8' }, true],
  [{ LANG: 'C' }, false],
  [{ LC_ALL: 'C', LANG: 'en_US.utf8' }, false],
  [{ LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
])('the locale %o has UTF-8: %s', (env, unicode) => {
  expect(terminalStyle(pipe, env).unicode).toBe(unicode);
});

test('the width is that of COLUMNS, else of the terminal, else 100', () => {
  const widths = [terminalStyle(terminal, { COLUMNS: '72' }), terminalStyle(terminal, {}), terminalStyle(pipe, {}), terminalStyle(pipe, { COLUMNS: 'wide' })];
  expect(widths.map(({ width }) => width)).toEqual([72, 132, 100, 100]);
});

test('the gravest exit code is the first of 109, 1, 104, 105, 99, 0', () => {
  const order = [109, 1, 104, 105, 99, 0] as const;
  order.forEach((code, index) => expect(combineExitCodes(order.slice(index).toReversed())).toBe(code));
});
