import type { Finding } from '../../core/finding.ts';

/**
 * Findings as text for a terminal: what, where, the line with a caret under the place, what to do. Without colour, and with a line feed at the end; empty for
 * no findings.
 */
export function renderFindings(findings: readonly Finding[]): string {
  return findings.map((finding) => `${renderFinding(finding).join('\n')}\n`).join('');
}

function renderFinding(finding: Finding): readonly string[] {
  const { severity, rule, message, file, path, line, column, sourceLine, hint } = finding;
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  const number = line > 0 ? String(line) : '';
  const margin = ' '.repeat(Math.max(1, number.length));
  return [
    `${severity}[${rule}]: ${message}`,
    ` ${margin}--> ${place}${path === '' ? '' : `  (${path})`}`,
    ...(line > 0 ? [` ${number} | ${sourceLine.trimEnd()}`, ` ${margin} | ${caret(finding)}`] : []),
    ...(hint === '' ? [] : [` ${margin} = ${hint}`]),
  ];
}

/** The underline stays within the line that is shown, which a mask may have shortened; tabs are kept so that it stands where the text does. */
function caret({ column, length, sourceLine }: Finding): string {
  const shown = sourceLine.trimEnd();
  const start = Math.min(column - 1, shown.length);
  const room = Math.max(1, shown.length - start);
  return shown.slice(0, start).replace(/[^\t]/g, ' ') + '^'.repeat(Math.min(length, room));
}
