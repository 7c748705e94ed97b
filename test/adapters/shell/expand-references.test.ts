import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandReferences } from '../../../adapters/shell/expand-references.ts';
import { JobVariables } from '../../../adapters/shell/job-variables.ts';
import { variable } from './shell-rig.ts';

const values: Readonly<Record<string, string>> = { A: '1', AB: '2', _x9: '3', 'odd name': '4', LOOP: '$LOOP', É: '5' };
const expand = (text: string): string => expandReferences(text, (name) => values[name] ?? '');

describe('references are read as Go’s os.Expand reads them', () => {
  test.each([
    ['$A', '1'],
    ['${A}', '1'],
    ['$AB-$A', '2-1'],
    ['${A}B', '1B'],
    ['$_x9.', '3.'],
    ['${odd name}', '4'],
    ['$NONE|${NONE}|', '||'],
    ['$LOOP', '$LOOP'],
    ['cost: 5$', 'cost: 5$'],
    ['$.', '$.'],
    ['$ A', '$ A'],
    ['$/$A', '$/1'],
    ['${', ''],
    ['a${b', 'ab'],
    ['${}x', 'x'],
    ['$1A', 'A'],
    ['$É', '$É'],
    ['%A%', '%A%'],
    ['\\$A', '\\1'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(expand(text)).toBe(expected);
  });

  test('a text without a dollar sign stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(expand(text.replaceAll('$', ''))).toBe(text.replaceAll('$', ''));
      }),
      { seed: 1 },
    );
  });

  test('a value goes in as it is, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(expandReferences('<$A>', () => value)).toBe(`<${value}>`);
      }),
      { seed: 1 },
    );
  });
});

describe('variables', () => {
  test('of two with one name the last counts, and stands once', () => {
    const variables = new JobVariables([variable('A', '1'), variable('B', '$A'), variable('A', '2')]).expanded();
    expect(variables.get('B')).toBe('2');
    expect(variables.exportable().map(({ key, value }) => `${key}=${value}`)).toEqual(['A=2', 'B=2']);
  });

  test('$$ is a dollar sign, and positional parameters are nothing', () => {
    expect(new JobVariables([variable('1', 'x')]).expand('$$A ${$} [$1$?$#]')).toBe('$A $ []');
  });
});
