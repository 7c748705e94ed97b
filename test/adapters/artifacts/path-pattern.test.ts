import { describe, expect, test } from 'vitest';
import { pathPattern } from '../../../adapters/artifacts/path-pattern.ts';

const root = '\0/builds/project';

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^(${pathPattern(pattern, root).expression})$`).test(path);
}

describe('patterns of artifacts and caches', () => {
  test.each([
    ['out', ['out'], ['out/a', 'outer']],
    ['out/', ['out'], ['out/a']],
    ['./out//x', ['out/x'], ['x']],
    ['*.txt', ['a.txt', '.txt', '.hidden.txt'], ['a/b.txt', 'a.txtx', 'aXtxt']],
    ['out/*', ['out/a', 'out/.hidden'], ['out', 'out/a/b']],
    ['out/**', ['out', 'out/a', 'out/a/b'], ['outer/a']],
    ['**/*.tmp', ['c.tmp', 'a/c.tmp', 'a/b/c.tmp'], ['c.tmp/x']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'b/z', 'a/bz']],
    ['**', ['a', 'a/b'], []],
    ['a**b', ['ab', 'axxb'], ['a/b']],
    ['file?.log', ['file1.log'], ['file.log', 'file/.log', 'file12.log']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
    ['[!a-c]x', ['dx'], ['ax']],
    ['[^a]x', ['bx'], ['ax']],
    ['{a,b/c}/*.js', ['a/x.js', 'b/c/x.js'], ['c/x.js', 'a,b/c/x.js']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a[b', ['a[b'], ['ab']],
    ['(a|b)+.$^', ['(a|b)+.$^'], ['a', 'ab']],
    ['a,b}', ['a,b}'], []],
    [`${root}/out/*`, ['out/a'], ['a']],
  ])('%j', (pattern, fitting, others) => {
    for (const path of fitting) expect(matches(pattern, path), path).toBe(true);
    for (const path of others) expect(matches(pattern, path), path).toBe(false);
  });

  test.each([
    ['out/sub/*.txt', 'out/sub'],
    ['out/file', 'out/file'],
    ['**/x', '.'],
    ['.', '.'],
    [root, '.'],
    ['a{b,c}/d', '.'],
  ])('the search for %j begins at %s', (pattern, base) => {
    expect(pathPattern(pattern, root).base).toBe(base);
  });

  test.each(['..', '../x', 'a/../../x', '/etc/passwd', '\0/other', ''])('%j leads out of the project', (pattern) => {
    expect(pathPattern(pattern, root).base).toBeNull();
  });
});
