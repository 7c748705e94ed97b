const singleQuotes = new Set(["'", '\u2018', '\u2019', '\u201a', '\u201b']);
const doubleQuotes = new Set(['"', '\u201c', '\u201d', '\u201e']);
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', v: '\v', f: '\f', b: '\b', a: '\u0007', '0': '\0' };

/**
 * The value of a PowerShell string literal, read by the rules of about_Quoting_Rules and about_Special_Characters: a check that is independent of how literals are
 * written. Throws for what is not one whole literal without references to variables.
 */
export function powershellValue(literal: string): string {
  const first = literal[0] ?? '';
  if (singleQuotes.has(first)) return singleQuoted(literal);
  if (doubleQuotes.has(first)) return doubleQuoted(literal);
  throw new Error(`not a literal: ${literal}`);
}

/** Two quotes of any kind stand for the second of them. */
function singleQuoted(literal: string): string {
  let value = '';
  for (let at = 1; at < literal.length; at++) {
    const character = literal[at]!;
    if (!singleQuotes.has(character)) value += character;
    else if (at === literal.length - 1) return value;
    else if (singleQuotes.has(literal[at + 1]!)) value += literal[++at]!;
    else throw new Error(`ends at ${at} of ${literal.length}: ${literal}`);
  }
  throw new Error(`never ends: ${literal}`);
}

function doubleQuoted(literal: string): string {
  let value = '';
  for (let at = 1; at < literal.length; at++) {
    const character = literal[at]!;
    const number = /^\$\(\[char\](\d+)\)/.exec(literal.slice(at));
    if (number !== null) {
      value += String.fromCharCode(Number(number[1]));
      at += number[0].length - 1;
    } else if (character === '`') {
      const escaped = literal[++at]!;
      value += controls[escaped] ?? escaped;
    } else if (character === '$') throw new Error(`refers to a variable: ${literal}`);
    else if (!doubleQuotes.has(character)) value += character;
    else if (at === literal.length - 1) return value;
    else throw new Error(`ends at ${at} of ${literal.length}: ${literal}`);
  }
  throw new Error(`never ends: ${literal}`);
}
