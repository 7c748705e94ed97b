import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Command, replayBlock, replayGolden } from './golden.ts';

/** A comment of a golden file, and the blocks of which it speaks. */
export interface GoldenSection {
  /** The comment without its signs, on one line. */
  readonly sentence: string;
  readonly start: number;
  readonly end: number;
}

/** What tests of a folder of golden files need. */
export interface GoldenFolder {
  readonly directory: string;
  /** The command that begins anew. Its comment speaks of all blocks until the next one that is commented; any other comment until the next comment. */
  readonly opener: string;
  /** A new environment. */
  readonly open: () => (command: Command) => string;
}

/** The blocks of a golden file. */
export function goldenBlocks(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split(/\n\n(?=\S)/);
}

/** The comments of a golden file, each of which names a test. */
export function goldenSections(blocks: readonly string[], opener: string): GoldenSection[] {
  const isCommented = (block: string): boolean => block.startsWith('#');
  const isOpening = (block: string): boolean =>
    block
      .split('\n')
      .find((line) => !line.startsWith('#'))
      ?.split(' ')[0] === opener;
  return blocks.flatMap((block, start) => {
    if (!isCommented(block)) return [];
    const next = blocks.findIndex((other, index) => index > start && isCommented(other) && (!isOpening(block) || isOpening(other)));
    return [{ sentence: sentenceOf(block), start, end: next === -1 ? blocks.length : next }];
  });
}

/** A test for every comment of every file, named by it. UPDATE_GOLDEN=1 rewrites the files instead. */
export function testGolden({ directory, opener, open }: GoldenFolder): void {
  describe.each(readdirSync(directory))('%s', (file) => {
    if (process.env['UPDATE_GOLDEN'] === '1') {
      test('is rewritten', () => {
        replayGolden(directory + file, open());
      });
      return;
    }
    const blocks = goldenBlocks(directory + file);
    for (const { sentence, start, end } of goldenSections(blocks, opener)) {
      test(sentence, () => {
        const handle = open();
        const replayed = blocks.slice(0, end).map((block) => replayBlock(block, handle));
        expect(replayed.slice(start).join('\n\n')).toBe(blocks.slice(start, end).join('\n\n'));
      });
    }
  });
}

function sentenceOf(block: string): string {
  const lines = block.split('\n');
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  return comment.map((line) => line.slice(1).trim()).join(' ');
}
