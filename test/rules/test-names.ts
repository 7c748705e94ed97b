import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenBlocks, goldenSections } from '../golden-tests.ts';
import { root } from '../house/repository.ts';

/** Calls whose first argument is the name of a test, or of a group of tests that prove one sentence. */
const named = /\b(?:test|key|describe)(?:\.each\([\s\S]*?\)|\.skipIf\([^)]*\))?\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1\s*,/g;

/** A property, which has the sentence of its rule as its name. */
const proved = /\bproves\((\w+)/g;

const openers: Readonly<Record<string, string>> = { 'test/golden/manager/': 'config', 'test/golden/job/': 'job' };

/** The names of the tests that a file holds: a golden file has one for each comment, a test file those that it writes out. */
export function testNames(file: string): readonly string[] {
  const path = join(root, file);
  const opener = Object.entries(openers).find(([folder]) => file.startsWith(folder))?.[1];
  if (opener !== undefined) return goldenSections(goldenBlocks(path), opener).map(({ sentence }) => sentence);
  const text = readFileSync(path, 'utf8');
  const written = [...text.matchAll(named)].map(([, , name]) => unescaped(name as string));
  return [...written, ...[...text.matchAll(proved)].map(([, rule]) => ruleName(rule as string))];
}

function ruleName(rule: string): string {
  const file = rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const candidates = [`sim/checkers/${file}.ts`, 'sim/checkers/convergence.ts', `test/properties/${file}.ts`].map((name) => readIfThere(join(root, name)));
  for (const text of candidates) {
    const found = new RegExp(`export const ${rule}\\b[\\s\\S]*?name: '(P\\d+)',\\s*sentence:\\s*(['"])((?:\\\\.|(?!\\2)[\\s\\S])*)\\2`).exec(text);
    if (found !== null) return `${String(found[1])}: ${unescaped(found[3] as string)}`;
  }
  return '';
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1');
