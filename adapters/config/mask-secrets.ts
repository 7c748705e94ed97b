import { nearestName } from '../../core/text/nearest-name.ts';

const mask = '[masked]';
const secretEnding = /(?:token|passwords?|passwd|passphrase|secrets?|dsn|keys?)$/i;
const secretNames = ['token', 'password', 'sentry_dsn', 'environment'];
const misspellings = 2;
const assignment = /(?:^|[{,\s.])["']?([\w-]+)["']?\s*=\s*/g;
const statement = /^\s*(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*\s*=/;
const lastSegment = /["']?([\w-]*)["']?\s*=$/;
const userInfo = /(:\/\/)[^\s/@"']+@/g;
const tokenShape = /\bgl[a-z]{1,8}-[\w.-]{8,}/g;

/** Whether a key of this name holds something that must not be shown. A misspelt name counts as the name that it is nearest to. */
export function isSecretName(name: string): boolean {
  return secretEnding.test(name) || /secret/i.test(name) || nearestName(name, secretNames, misspellings) !== '';
}

/**
 * A line of a configuration, fit to be shown: the values of secret keys (lines inside them too), credentials in addresses and anything of the shape of
 * a GitLab token are masked. Columns left of a mask stay where they are. It works on the text alone, so that it holds for files that cannot be parsed.
 */
export function maskedLine(lines: readonly string[], index: number): string {
  const line = lines[index] ?? '';
  if (isSecretName(openKey(lines, index))) return line.replace(/\S.*$/, mask);
  for (const match of line.matchAll(assignment)) {
    if (isSecretName(match[1] ?? '')) return maskedText(line.slice(0, match.index + match[0].length)) + mask;
  }
  return maskedText(line);
}

/** Text of the user's own without credentials in addresses and tokens, fit to be quoted in a message. */
export function maskedText(text: string): string {
  return text.replace(userInfo, `$1${mask}@`).replace(tokenShape, mask);
}

/** The key whose string or array is still open where the line begins; empty when the line begins a statement. */
function openKey(lines: readonly string[], index: number): string {
  const state = { name: '', quote: '', depth: 0 };
  for (const line of lines.slice(0, index)) {
    let from = 0;
    if (state.quote === '' && state.depth === 0) {
      const start = statement.exec(line)?.[0];
      state.name = start === undefined ? '' : (lastSegment.exec(start)?.[1] ?? '');
      if (start === undefined) continue;
      from = start.length;
    }
    scanValue(line, from, state);
  }
  return state.quote !== '' || state.depth > 0 ? state.name : '';
}

/** Follows strings and brackets to the end of the line. Only a string in three quotes outlives its line. */
function scanValue(line: string, from: number, state: { quote: string; depth: number }): void {
  for (let at = from; at < line.length; at++) {
    const char = line.charAt(at);
    if (state.quote !== '') {
      if (char === '\\' && state.quote.startsWith('"')) at++;
      else if (line.startsWith(state.quote, at)) {
        at += state.quote.length - 1;
        state.quote = '';
      }
    } else if (char === '#') break;
    else if (char === '"' || char === "'") {
      state.quote = line.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
      at += state.quote.length - 1;
    } else if (char === '[' || char === '{') state.depth++;
    else if (char === ']' || char === '}') state.depth--;
  }
  if (state.quote.length === 1) state.quote = '';
}
