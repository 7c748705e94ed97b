/** One setting of a Git configuration file. */
export interface GitSetting {
  readonly section: string;
  /** The part of the section's name in quotes; null for none. */
  readonly subsection: string | null;
  readonly key: string;
  readonly value: string;
}

/**
 * Writes settings as a Git configuration file. Written by the runner instead of by one `git config` a setting, it costs the instance no process, and no
 * credential stands on a command line.
 */
export function gitConfigText(settings: readonly GitSetting[]): string {
  return settings
    .map(({ section, subsection, key, value }) => `[${section}${subsection === null ? '' : ` ${quoted(subsection)}`}]\n\t${key} = ${quoted(value)}\n`)
    .join('');
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
