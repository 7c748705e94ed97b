import { pathPattern } from './path-pattern.ts';
import type { PathPattern } from './path-pattern.ts';
import type { TransferContext } from './transfer-context.ts';

/** Which files of a project go into an archive. */
export interface FileSelection {
  readonly paths: readonly PathPattern[];
  readonly excludes: readonly PathPattern[];
  /** Files that Git does not track too, ignored ones included. */
  readonly untracked: boolean;
}

/** The selection that an entry of `artifacts:` or `cache:` makes, with the values of variables in its paths. */
export function fileSelection(
  entry: { readonly paths: readonly string[]; readonly exclude?: readonly string[]; readonly untracked: boolean },
  { variables, projectDirectory }: Pick<TransferContext, 'variables' | 'projectDirectory'>,
): FileSelection {
  const patterns = (texts: readonly string[]): PathPattern[] => texts.map((text) => pathPattern(variables.expand(text), projectDirectory));
  return { paths: patterns(entry.paths), excludes: patterns(entry.exclude ?? []), untracked: entry.untracked };
}
