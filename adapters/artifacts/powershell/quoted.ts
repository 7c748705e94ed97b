import { loginDirectory } from '../../shell/login-directory.ts';

/** A PowerShell string that is the text, whatever is in it; `loginDirectory` becomes the user's home, which is where sessions begin. */
export function quoted(text: string): string {
  return text
    .split(loginDirectory)
    .map((part) => `'${part.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`)
    .join('+$HOME+')
    .replace(/^(.*\+\$HOME\+.*)$/s, '($1)');
}
