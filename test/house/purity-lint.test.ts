import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { root } from './repository.ts';

// The bans are rules of syntax: without the type-aware rules a probe need not lie in a project on disk.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] as never });

/** The rules that `source` breaks as a file of that path. */
async function rulesBroken(path: string, source: string): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath: `${root}${path}` });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

describe.each(['core', 'sim'])('lint keeps %s pure', (room) => {
  test('a clean file passes', async () => {
    expect(await rulesBroken(`${room}/probe.ts`, 'export const half = (n: number): number => Math.floor(n / 2);\n')).toEqual([]);
  });

  test.each([
    ['the date', 'export const at = Date.now();', 'no-restricted-globals'],
    ['a locale', 'export const format = new Intl.NumberFormat();', 'no-restricted-globals'],
    ['a promise', 'export const soon = Promise.resolve(1);', 'no-restricted-globals'],
    ['a way around the ban', 'export const at = globalThis.Date.now();', 'no-restricted-globals'],
    ['a comparison by locale', "export const order = 'a'.localeCompare('b');", 'no-restricted-properties'],
    ['a number printed by locale', 'export const text = (1).toLocaleString();', 'no-restricted-properties'],
    ['chance without a seed', 'export const n = Math.random();', 'no-restricted-syntax'],
    ['an async function', 'export async function f(): Promise<void> {}', 'no-restricted-syntax'],
    ['an async arrow', 'export const f = async () => 1;', 'no-restricted-syntax'],
    ['for-in', 'export function f(o: object): void { for (const key in o) void key; }', 'no-restricted-syntax'],
    ['a power', 'export const n = 2 ** 10;', 'no-restricted-syntax'],
    ['a power by name', 'export const n = Math.pow(2, 10);', 'no-restricted-syntax'],
    ['an exponential', 'export const n = Math.exp(1);', 'no-restricted-syntax'],
    ['a logarithm', 'export const n = Math.log(2);', 'no-restricted-syntax'],
    ['a sine', 'export const n = Math.sin(1);', 'no-restricted-syntax'],
    ['Math taken apart', 'const { sin } = Math;\nexport const n = sin(1);', 'no-restricted-syntax'],
    ['state of the module', 'let count = 0;\nexport const next = (): number => (count += 1);', 'no-restricted-syntax'],
    ['exported state of the module', 'export let count = 0;', 'no-restricted-syntax'],
  ])('%s is an error', async (_name, source, rule) => {
    expect(await rulesBroken(`${room}/probe.ts`, `${source}\n`)).toContain(rule);
  });

  test('square roots and constants, which every engine rounds alike, are allowed', async () => {
    expect(await rulesBroken(`${room}/probe.ts`, 'export const root = (n: number): number => Math.sqrt(n) * Math.LN2;\n')).toEqual([]);
  });
});

describe('lint keeps the rooms apart', () => {
  test.each([
    ['core', 'sim'],
    ['core', 'adapters'],
    ['core', 'cli'],
    ['core', 'test'],
    ['sim', 'adapters'],
    ['sim', 'cli'],
    ['sim', 'test'],
    ['adapters', 'sim'],
    ['adapters', 'cli'],
    ['adapters', 'test'],
    ['cli', 'test'],
  ])('%s may not import %s', async (from, to) => {
    const source = `export { secret } from '../../${to}/secret.ts';\n`;
    expect(await rulesBroken(`${from}/deep/probe.ts`, source)).toContain('no-restricted-imports');
  });
});

describe('lint keeps files and functions short', () => {
  test('a file of more than 400 lines is an error', async () => {
    expect(await rulesBroken('core/probe.ts', 'export {};\n'.repeat(401))).toContain('max-lines');
  });

  test('a function of more than 70 lines is an error', async () => {
    const source = `export function long(): number {\n${'  void 0;\n'.repeat(70)}  return 1;\n}\n`;
    expect(await rulesBroken('core/probe.ts', source)).toContain('max-lines-per-function');
  });

  test('a comment that defers work is an error', async () => {
    expect(await rulesBroken('core/probe.ts', `// ${'TO' + 'DO'}: later\nexport {};\n`)).toContain('no-warning-comments');
  });

  test('the rules that need types are on', async () => {
    const config = (await new ESLint({ cwd: root }).calculateConfigForFile(`${root}core/assert.ts`)) as { rules: Record<string, [number]> };
    expect(config.rules['@typescript-eslint/no-floating-promises']?.[0]).toBe(2);
    expect(config.rules['@typescript-eslint/switch-exhaustiveness-check']?.[0]).toBe(2);
  });
});

describe('lint keeps the launchers readable for an old Node', () => {
  test.each([
    ['an optional chain', 'module.exports = process.env?.HOME;', /no-restricted-syntax/],
    ['a default for null', 'module.exports = process.env.HOME ?? 1;', /no-restricted-syntax/],
    ['an assignment with a default', 'let n = null; n ??= 1;', /Parsing error/],
    ['an await outside a function', "await import('node:fs');", /Parsing error/],
  ])('%s is an error', async (_name, source, complaint) => {
    expect((await rulesBroken('cli/bin/probe.cjs', `${source}\n`)).join()).toMatch(complaint);
  });
});
