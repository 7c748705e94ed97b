import type { FileSelection } from '../file-selection.ts';
import { quoted } from './quoted.ts';

/** The calls of the functions of `selecting` that gather what is selected. */
export function selection({ paths, excludes, untracked }: FileSelection): string {
  const rules = excludes
    .filter(({ base }) => base !== null)
    .map(({ text, expression }) => `exclude ${quoted(line(text))} ${quoted(line(expression || '\\.'))}`);
  const picks = paths.map(({ text, base, expression }) =>
    base === null ? `outside ${quoted(text)}` : `pick ${[text, base, expression].map(quoted).join(' ')}`,
  );
  return [...rules, ...picks, ...(untracked ? ['pick_untracked'] : [])].join('\n');
}

/** What stands on a line of a file. */
function line(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}
