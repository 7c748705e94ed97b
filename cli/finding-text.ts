import type { Finding } from '../core/finding.ts';
import { columns, paint, spell, type TextStyle } from '../sim/text/text-style.ts';

/** A finding as a compiler would show it: what, where, the line with a caret, what to do. */
export function findingText(finding: Finding, style: TextStyle): string {
  const { severity, rule, message, file, line, column, length, sourceLine, path, hint } = finding;
  const label = severity === 'note' ? severity : paint(severity, severity === 'error' ? 'red' : 'yellow', style);
  const place = `  --> ${line === 0 ? file : `${file}:${line}:${column}`}${path === '' ? '' : `  (${path})`}`;
  const lines = [`${label}[${rule}]: ${printable(message)}`, printable(place)];
  if (line > 0 && sourceLine !== '') {
    const gutter = ` ${line} | `;
    // Tabs stay tabs in front of the caret, so that it stands below its key at any tab width.
    const indent = sourceLine.slice(0, column - 1).replace(/[^\t]/g, ' ');
    lines.push(gutter + printable(sourceLine), `${' '.repeat(columns(gutter) - 2)}| ${indent}${'^'.repeat(Math.max(1, length))}`);
  }
  if (hint !== '') lines.push(printable(`  fix: ${hint}`));
  return spell(lines.join('\n'), style);
}

/** A file may hold anything; a terminal must not take it for commands. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t]/gu, '\ufffd');
}

/** How many there are of each kind, in words; empty for none. */
export function findingCounts(findings: readonly Finding[]): string {
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return parts.join(', ');
}
