import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, inRepository, root } from './repository.ts';

interface Room {
  /** The folders whose files it may import, itself included. */
  readonly folders: readonly string[];
  /** The packages that it may import. */
  readonly packages: readonly string[];
  /** Whether it may use Node itself. */
  readonly node: boolean;
  /** Packages that the build takes in, so that what is installed needs none of them. */
  readonly bundled?: readonly string[];
}

const rooms: Readonly<Record<string, Room>> = {
  core: { folders: ['core'], packages: [], node: false },
  sim: { folders: ['core', 'sim'], packages: ['yaml', 'zod'], node: false },
  adapters: {
    folders: ['core', 'adapters'],
    packages: [
      '@iarna/toml',
      'croner',
      'diff',
      'picomatch',
      'ioredis',
      'pino',
      'prom-client',
      'ssh2',
      'tar-stream',
      'toml-eslint-parser',
      'yauzl',
      'yazl',
      'zod',
    ],
    node: true,
  },
  cli: {
    folders: ['core', 'sim', 'adapters', 'cli'],
    packages: ['@observablehq/plot', 'bullmq', 'commander', 'ioredis', 'linkedom', 'piscina', 'yaml', 'zod'],
    node: true,
  },
  // A page has no Node; what it takes from other rooms must do without, which the bundler refuses otherwise.
  'cli/page': { folders: ['core', 'sim', 'adapters', 'cli'], packages: ['zod'], node: false, bundled: ['lit-html', 'uplot'] },
  'cli/build': { folders: ['cli'], packages: [], node: true, bundled: ['esbuild', 'typescript'] },
};

/** The files of a room; a room inside another is a room of its own. */
function filesOf(room: string): string[] {
  const inner = Object.keys(rooms).filter((name) => name.startsWith(`${room}/`));
  return filesBelow(room).filter((path) => path.endsWith('.ts') && inner.every((name) => !path.startsWith(`${name}/`)));
}

/** The package that a bare import names: two parts where it is scoped. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What is wrong with one import of a file; null when it is allowed. */
function complaint(file: string, specifier: string, room: Room): string | null {
  if (specifier.startsWith('node:')) return room.node ? null : `${file} uses Node: ${specifier}`;
  if (!specifier.startsWith('.'))
    return [...room.packages, ...(room.bundled ?? [])].includes(packageOf(specifier)) ? null : `${file} uses a package not allowed there: ${specifier}`;
  const target = inRepository(join(root, dirname(file), specifier));
  if (!target.endsWith('.ts')) return `${file} imports without the ending .ts: ${specifier}`;
  return room.folders.includes(target.split('/')[0]!) ? null : `${file} imports another room: ${specifier}`;
}

/** What is wrong with the imports of a text as a file of that path. */
function complaints(file: string, text: string, room: Room): string[] {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return imported.map((specifier) => complaint(file, specifier, room)).filter((found) => found !== null);
}

describe('imports go one way', () => {
  test.each(Object.keys(rooms))('%s imports only what its room allows', (folder) => {
    expect(filesOf(folder).flatMap((file) => complaints(file, readFileSync(join(root, file), 'utf8'), rooms[folder]!))).toEqual([]);
  });

  test('every package that a room may use is a dependency of the package', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const used = Object.entries(rooms).flatMap(([folder, room]) =>
      filesOf(folder)
        .flatMap((file) => ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true).importedFiles)
        .map(({ fileName }) => fileName)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map(packageOf)
        .filter((name) => room.packages.includes(name)),
    );
    expect([...new Set(used)].filter((name) => !(name in dependencies))).toEqual([]);
  });

  test.each([
    ['core', "import { x } from '../sim/x.ts';", 'core/probe.ts imports another room: ../sim/x.ts'],
    ['core', "export * from 'zod';", 'core/probe.ts uses a package not allowed there: zod'],
    ['sim', "const fs = await import('node:fs');", 'sim/probe.ts uses Node: node:fs'],
    ['sim', "import type { X } from '../adapters/x.ts';", 'sim/probe.ts imports another room: ../adapters/x.ts'],
    ['adapters', "import '../sim/x.ts';", 'adapters/probe.ts imports another room: ../sim/x.ts'],
    ['adapters', "import { x } from '@scope/name/deep';", 'adapters/probe.ts uses a package not allowed there: @scope/name/deep'],
    ['cli', "import { x } from '../test/x.ts';", 'cli/probe.ts imports another room: ../test/x.ts'],
    ['cli/page', "import { x } from 'node:fs';", 'cli/page/probe.ts uses Node: node:fs'],
    ['cli', "import { x } from 'esbuild';", 'cli/probe.ts uses a package not allowed there: esbuild'],
    ['cli', "import { x } from './x.js';", 'cli/probe.ts imports without the ending .ts: ./x.js'],
  ])('in %s the scan sees the fault of: %s', (folder, source, fault) => {
    expect(complaints(`${folder}/probe.ts`, source, rooms[folder]!)).toEqual([fault]);
  });
});
