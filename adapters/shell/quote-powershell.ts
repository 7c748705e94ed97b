import { loginDirectory } from './login-directory.ts';

/** The variable of a script that has the login directory. */
export const powershellLoginVariable = 'DrydockHome';

/** What ends a text in single quotes: PowerShell takes typographic quotes for straight ones. */
const singleQuotes = /['\u2018\u2019\u201a\u201b]/g;
const doubleQuoted = /[`$"\u201c\u201d\u201e]/g;
/** Line ends and their like, which do not survive a script that is read line by line. */
const controls = /[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * Quotes a text as a PowerShell expression with exactly that value; the mark of the login directory becomes the directory. An expression of several parts
 * stands in parentheses, so that it can be an argument.
 */
export function quotePowershell(text: string): string {
  const parts = text
    .split(loginDirectory)
    .map((part, index) => [...(index > 0 ? [`$${powershellLoginVariable}`] : []), ...(part === '' ? [] : [quoted(part)])]);
  const terms = parts.flat();
  if (terms.length === 0) return "''";
  return terms.length === 1 ? terms[0]! : `(${terms.join(' + ')})`;
}

function quoted(text: string): string {
  if (!controls.test(text)) return `'${text.replace(singleQuotes, '$&$&')}'`;
  const escaped = text.replace(doubleQuoted, '`$&').replace(new RegExp(controls, 'g'), (control) => escapes.get(control) ?? codePoint(control));
  return `"${escaped}"`;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\n', '`n'],
  ['\r', '`r'],
  ['\v', '`v'],
  ['\f', '`f'],
]);

/** `\`u{…}` is unknown to Windows PowerShell. */
function codePoint(character: string): string {
  return `$([char]${character.charCodeAt(0)})`;
}
