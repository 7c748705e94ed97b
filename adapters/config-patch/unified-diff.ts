import { createRequire } from 'node:module';
import type * as Diff from 'diff';
import { maskedLine } from '../config/mask-secrets.ts';

const contextLines = 3;
const require = createRequire(import.meta.url);

/** A patch as `git apply` and `patch -p1` read it. */
export interface UnifiedDiff {
  /** Empty where nothing changes. */
  readonly text: string;
  /** Whether `git apply` needs `--unidiff-zero`: a secret stood where a line of context would. */
  readonly unidiffZero: boolean;
}

/**
 * The patch from one text of a configuration to another. No line of context shows a secret: where one stands, the context ends before it.
 *
 * @param name path of the file, from where the patch is applied.
 */
export function unifiedDiff(name: string, before: string, after: string): UnifiedDiff {
  const { structuredPatch, formatPatch, FILE_HEADERS_ONLY } = require('diff') as typeof Diff;
  const patch = structuredPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: contextLines });
  const lines = before.split(/\r?\n/);
  const hunks = patch.hunks.flatMap((hunk) => withoutSecrets(hunk, lines));
  if (hunks.length === 0) return { text: '', unidiffZero: false };
  return { text: formatPatch({ ...patch, hunks }, FILE_HEADERS_ONLY), unidiffZero: hunks.some((hunk) => lacksContext(hunk, lines.length)) };
}

/** The parts of a hunk between its secret lines that change something. */
function withoutSecrets(hunk: Diff.StructuredPatchHunk, before: readonly string[]): Diff.StructuredPatchHunk[] {
  const parts: Diff.StructuredPatchHunk[] = [];
  let [oldLine, newLine] = [hunk.oldStart, hunk.newStart];
  let part: Diff.StructuredPatchHunk | null = null;
  for (const line of hunk.lines) {
    const sign = line.charAt(0);
    if (sign === ' ' && isSecret(before, oldLine - 1)) part = null;
    else {
      if (part === null) parts.push((part = { oldStart: oldLine, newStart: newLine, oldLines: 0, newLines: 0, lines: [] }));
      part.lines.push(line);
      if (sign === ' ' || sign === '-') part.oldLines++;
      if (sign === ' ' || sign === '+') part.newLines++;
    }
    if (sign === ' ' || sign === '-') oldLine++;
    if (sign === ' ' || sign === '+') newLine++;
  }
  const changing = parts.filter(({ lines }) => lines.some((line) => !line.startsWith(' ')));
  return changing.map((changed) => normalised(parts.length > 1 || part === null ? balanced(changed, before.length) : changed));
}

/** With as much context behind as before: both tools take a hunk with less of one for the beginning or the end of the file, which it may well be. */
function balanced(hunk: Diff.StructuredPatchHunk, count: number): Diff.StructuredPatchHunk {
  const leading = hunk.lines.findIndex((line) => !line.startsWith(' '));
  const trailing = hunk.lines.length - 1 - hunk.lines.findLastIndex((line) => !line.startsWith(' '));
  const isAtStart = hunk.oldStart === 1;
  const isAtEnd = hunk.oldStart + hunk.oldLines - 1 >= count - 1;
  const fromStart = isAtEnd ? 0 : Math.max(0, leading - trailing);
  const fromEnd = isAtStart ? 0 : Math.max(0, trailing - leading);
  return {
    oldStart: hunk.oldStart + fromStart,
    newStart: hunk.newStart + fromStart,
    oldLines: hunk.oldLines - fromStart - fromEnd,
    newLines: hunk.newLines - fromStart - fromEnd,
    lines: hunk.lines.slice(fromStart, hunk.lines.length - fromEnd),
  };
}

/** A side without lines names the line before. */
function normalised(hunk: Diff.StructuredPatchHunk): Diff.StructuredPatchHunk {
  return { ...hunk, oldStart: hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart, newStart: hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart };
}

function isSecret(lines: readonly string[], index: number): boolean {
  return maskedLine(lines, index) !== (lines[index] ?? '');
}

/** git takes a hunk without context at its end for the end of the file, and one without any at its beginning for the beginning. */
function lacksContext({ lines, oldStart, oldLines }: Diff.StructuredPatchHunk, count: number): boolean {
  const endsFile = oldStart + oldLines - 1 >= count - 1;
  return (!endsFile && !(lines.findLast((line) => !line.startsWith('\\')) ?? ' ').startsWith(' ')) || (oldStart > 1 && !(lines[0] ?? ' ').startsWith(' '));
}
