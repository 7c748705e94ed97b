import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, root } from './repository.ts';

const files = filesBelow('.');
const code = files.filter((path) => /\.(ts|js|cjs|sh)$/.test(path) || path === '.ci/run');
const prose = files.filter((path) => path.endsWith('.md'));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** `path:line` of every line of the files that the pattern matches. */
function linesWith(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

/** A pattern that does not match its own source. */
function anyOf(...words: string[]): RegExp {
  return new RegExp(words.map((word) => word.replace('|', '')).join('|'));
}

describe('the house is tidy', () => {
  test('code defers no work', () => {
    expect(linesWith(code, anyOf('TO|DO', 'FIX|ME', 'XX|X'))).toEqual([]);
  });

  test('no file names a path of the machine that it was written on', () => {
    expect(
      linesWith([...code, ...prose, 'package.json', 'package-lock.json'], anyOf('(?<![\\w.])/wo|rk/', '(?<![\\w.])/ro|ot/', '/Us|ers/', '/ho|me/\\w+/')),
    ).toEqual([]);
  });

  test('the lock file names no registry', () => {
    expect(linesWith(['package-lock.json', '.npmrc'], anyOf('"resol|ved"', 'regis|try[.=]'))).toEqual([]);
  });

  test('no file is larger than 1.5 MB', () => {
    expect(files.filter((path) => statSync(join(root, path)).size > 1_500_000)).toEqual([]);
  });

  test('no source file has more than 400 lines', () => {
    expect(code.filter((path) => read(path).trimEnd().split('\n').length > 400)).toEqual([]);
  });

  test('file names are kebab-case', () => {
    expect(code.map((path) => basename(path)).filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(name))).toEqual([]);
  });

  test('a page has one title', () => {
    const titles = (text: string): number => text.replaceAll(/^```[^]*?^```/gm, '').match(/^# /gm)?.length ?? 0;
    expect(prose.filter((path) => titles(read(path)) !== 1)).toEqual([]);
  });

  test('every link of a page leads to a file', () => {
    const links = prose.flatMap((page) => [...read(page).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, target]) => join(dirname(page), target!)));
    expect(links.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });

  test('the code map of ARCHITECTURE.md has every folder, and no folder that is not there', () => {
    const rooms = /^(core|sim|adapters|cli|test)\/[a-z0-9-]+(?=\/)/;
    const folders = new Set(files.flatMap((path) => rooms.exec(path)?.[0] ?? []));
    const map = new Set([...read('ARCHITECTURE.md').matchAll(/`((?:core|sim|adapters|cli|test)\/[a-z0-9-]+)`/g)].map(([, folder]) => folder!));
    expect({ unmapped: [...folders].filter((folder) => !map.has(folder)), vanished: [...map].filter((folder) => !folders.has(folder)) }).toEqual({
      unmapped: [],
      vanished: [],
    });
  });

  test('every export says what it decides or guarantees', () => {
    const rooms = code.filter((path) => /^(core|sim|adapters|cli)\/.*\.ts$/.test(path) && basename(path) !== 'index.ts');
    const bare = rooms.flatMap((path) => {
      const lines = read(path).split('\n');
      const declares = /^export (abstract |default |declare )*(class|const|function|interface|type) \w/;
      return lines.flatMap((line, index) => (declares.test(line) && !isDocumented(lines, index) ? [`${path}:${index + 1}`] : []));
    });
    expect(bare).toEqual([]);
  });
});

/**
 * Whether a comment of documentation ends right above. Exports without a gap between them, such as overloads, share the one above the first, and the
 * type of a documented list of words needs none of its own.
 */
function isDocumented(lines: readonly string[], index: number): boolean {
  const above = lines[index - 1] ?? '';
  return above.endsWith('*/') || /^export type .*\btypeof /.test(lines[index]!) || (above.startsWith('export ') && isDocumented(lines, index - 1));
}
