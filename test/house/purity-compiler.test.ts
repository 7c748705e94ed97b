import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { root } from './repository.ts';

/** The errors that the compiler reports when `source` is a file of `room`, next to a file of adapters; as `TSnnnn`. */
function errorsOf(room: 'core' | 'sim', source: string): string[] {
  const probe = `${root}${room}/probe.ts`;
  const overlay = new Map([
    [probe, source],
    [`${root}adapters/probe-of-adapters.ts`, 'export const secret = 1;\n'],
  ]);
  const { config } = ts.readConfigFile(`${root}${room}/tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, `${root}${room}`);
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => overlay.has(path) || disk.fileExists(path),
    readFile: (path) => overlay.get(path) ?? disk.readFile(path),
    getSourceFile: (path, languageVersion) => {
      const text = overlay.get(path);
      return text === undefined ? disk.getSourceFile(path, languageVersion) : ts.createSourceFile(path, text, languageVersion);
    },
  };
  const program = ts.createProgram({ rootNames: [probe], options, host });
  return ts.getPreEmitDiagnostics(program).map(({ code }) => `TS${code}`);
}

describe.each(['core', 'sim'] as const)('the compiler keeps %s pure', (room) => {
  test('a clean file passes', () => {
    expect(errorsOf(room, 'export function half(n: number): number {\n  return Math.floor(n / 2);\n}\n')).toEqual([]);
  });

  test.each([
    ['a timer of the platform', 'setTimeout(() => 0, 1);', 'TS2304'],
    ['a clock of the platform', 'export const now = performance.now();', 'TS2304'],
    ['the console', "console.log('hello');", 'TS2584'],
    ['the process', 'export const seed = process.env;', 'TS2591'],
    ['a module of Node', "import { readFileSync } from 'node:fs';\nexport const text = readFileSync('x');", 'TS2591'],
    ['a file of adapters', "import { secret } from '../adapters/probe-of-adapters.ts';\nexport const copy = secret;", 'TS6307'],
    ['an enum, which is more than a type', 'export enum Colour { Red }', 'TS1294'],
  ])('%s is an error', (_name, source, code) => {
    expect(errorsOf(room, `${source}\nexport {};\n`)).toContain(code);
  });
});
