import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { inRepository, root } from './repository.ts';

/** What a file imports when it is loaded: no types, nothing that is imported later. */
function loadedBy(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    const isErased =
      clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
      (clause !== undefined &&
        clause.name === undefined &&
        named !== undefined &&
        ts.isNamedImports(named) &&
        named.elements.every(({ isTypeOnly }) => isTypeOnly));
    return isErased ? [] : [statement.moduleSpecifier.text];
  });
}

/** All that is loaded with a file: files of this project, and packages. */
function closure(first: string): Set<string> {
  const found = new Set([first]);
  for (const file of found) {
    if (!file.endsWith('.ts')) continue;
    for (const specifier of loadedBy(file)) found.add(specifier.startsWith('.') ? inRepository(join(root, dirname(file), specifier)) : specifier);
  }
  return found;
}

const toStart = closure('cli/commands/drydock/run.ts');

test.each(['ssh2', 'tar-stream', 'yazl', 'yauzl', 'picomatch', 'croner', 'toml-eslint-parser', 'dockerode'])(
  'a manager asks for its first job before it loads %s',
  (library) => {
    expect(toStart).not.toContain(library);
  },
);

test.each([
  'adapters/shell',
  'adapters/artifacts',
  'adapters/job-log',
  'adapters/cache',
  'adapters/connectors/ssh',
  'adapters/fleets/docker',
  'sim/engine',
  'sim/world',
])('a manager asks for its first job before it loads anything of %s that runs', (folder) => {
  expect([...toStart].filter((file) => file.startsWith(`${folder}/`))).toEqual([]);
});

test('what is loaded for jobs has all of that', () => {
  const forJobs = closure('adapters/driver/job-desk.ts');
  for (const file of ['adapters/shell/plan-job.ts', 'adapters/artifacts/plan-transfer.ts', 'adapters/job-log/job-log.ts', 'tar-stream'])
    expect(forJobs).toContain(file);
});
