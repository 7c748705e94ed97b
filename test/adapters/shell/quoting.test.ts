import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createWriter } from '../../../adapters/shell/create-writer.ts';
import { gitConfigText } from '../../../adapters/shell/git-config-text.ts';
import { loginDirectory } from '../../../adapters/shell/login-directory.ts';
import { quotePosix } from '../../../adapters/shell/quote-posix.ts';
import { quotePowershell } from '../../../adapters/shell/quote-powershell.ts';
import { powershellValue } from './powershell-value.ts';

const options = { trace: false, checkExitCodes: false, legacyEval: false };
const nasty = [
  "'",
  "''",
  '"',
  '\\',
  '\\n',
  '$',
  '$$',
  '`',
  '\n',
  '\r\n',
  '\t',
  '!',
  '*',
  '~',
  '#',
  '-n',
  '%s',
  '\u001b[0m',
  ' ',
  '\u2019',
  '\u201c',
  'ü',
  '🚢',
  '\u2028',
  '=',
  '$(id)',
  '`id`',
  '${x}',
];
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...nasty)).map((parts) => parts.join('')),
  )
  .map((string) => string.replaceAll('\0', '').toWellFormed());

function withoutColour(output: string): string {
  return output.replace(/\u001b\[32;1m|\u001b\[0;m/g, '');
}

describe.each(['bash', 'sh'] as const)('in a real %s', (shell) => {
  const run = (script: string): string => execFileSync(shell, { input: script, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }, encoding: 'utf8' });

  const directory = mkdtempSync(join(tmpdir(), 'drydock-quoting-'));
  const file = join(directory, "it's a file");
  afterAll(() => rmSync(directory, { recursive: true }));

  test('any text of a variable reaches a program byte for byte', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), fc.boolean(), (values, legacyEval) => {
        const writer = createWriter(shell, { ...options, legacyEval });
        values.forEach((value, index) => writer.exportVariable(`V${index}`, value));
        writer.run(['env', '-0']);
        const seen = new Map(
          run(writer.finish().script)
            .split('\0')
            .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
        );
        expect(values.map((_, index) => seen.get(`V${index}`))).toEqual(values);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('any text is an argument, a line of the log and the content of a file as it stands', () => {
    fc.assert(
      fc.property(text, (value) => {
        const writer = createWriter(shell, options);
        writer.run(['printf', '%s', value]);
        writer.say(value, 'notice');
        writer.writeFile(file, value);
        writer.run(['cat', file]);
        expect(withoutColour(run(writer.finish().script))).toBe(withoutColour(`${value}${value}\n${value}`));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('the login directory takes the place of its mark, whatever the script changes to', () => {
    const writer = createWriter(shell, options);
    writer.changeDirectory('/');
    writer.exportVariable('WHERE', `${loginDirectory}/it's here`);
    writer.verbatim('printf %s "$WHERE"');
    expect(run(writer.finish().script)).toBe(`${process.cwd()}/it's here`);
  });

  test('a text that a user wrote cannot bring in the mark', () => {
    const writer = createWriter(shell, options);
    writer.verbatim("printf %s 'a\0b'");
    expect(run(writer.finish().script)).toBe('ab');
  });
});

describe('PowerShell', () => {
  test('any text is an expression of exactly that value', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(powershellValue(quotePowershell(value))).toBe(value);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('an expression holds neither line ends nor characters that only newer versions escape', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(quotePowershell(value)).not.toMatch(/[\n\r\v\f\u0085\u2028\u2029]|`u\{|`e/);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('typographic quotes end no text', () => {
    expect(quotePowershell('it\u2019s')).toBe("'it\u2019\u2019s'");
    expect(quotePowershell('\u201c$x\u201d\n')).toBe('"`\u201c`$x`\u201d`n"');
  });

  test('the login directory is joined in parentheses, so that it can be an argument', () => {
    expect(quotePowershell(`${loginDirectory}/builds`)).toBe("($DrydockHome + '/builds')");
    expect(quotePowershell(loginDirectory)).toBe('$DrydockHome');
    expect(quotePowershell('')).toBe("''");
  });
});

describe('files of Git', () => {
  test('Git reads back any value of a configuration that is written for it', () => {
    fc.assert(
      fc.property(text, text, (subsection, value) => {
        const name = subsection.replace(/\n/g, '');
        const file = gitConfigText([{ section: 'url', subsection: name, key: 'insteadOf', value }]);
        const read = execFileSync('git', ['config', '--file', '-', '--null', '--list'], { input: file, encoding: 'utf8' });
        expect(read).toBe(`url.${name}.insteadof\n${value}\0`);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

test('harmless words stay as they are, so that scripts can be read', () => {
  expect(['echo', '--depth', 'a/b.c', 'key=1'].map(quotePosix)).toEqual(['echo', '--depth', 'a/b.c', 'key=1']);
  expect(quotePosix('')).toBe("''");
});
