import { createHash } from 'node:crypto';
import { isAbsolute, normalize, relative } from 'node:path';
import type { Finding, Severity } from '../../core/finding.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'minor', note: 'info' };

/**
 * Findings as a GitLab Code Quality report, which marks them in a merge request. A fingerprint depends on file, rule, path and message, not on the line, so
 * that moving a line makes no new finding of it. No absolute path is in it.
 *
 * @param directory that absolute file names are made relative to.
 * @remarks Source: GitLab's "Code Quality report format".
 */
export function renderCodeQuality(findings: readonly Finding[], directory: string): string {
  const seen = new Map<string, number>();
  const issues = findings.map(({ severity, rule, message, path, file, line, hint }) => {
    const shownFile = relativeName(file, directory);
    const identity = [shownFile, rule, path, message].join('\n');
    const repeat = seen.get(identity) ?? 0;
    seen.set(identity, repeat + 1);
    return {
      description: hint === '' ? message : `${message} (${hint})`,
      check_name: rule,
      fingerprint: createHash('sha256').update(`${identity}\n${repeat}`).digest('hex'),
      severity: severities[severity],
      location: { path: shownFile, lines: { begin: Math.max(1, line) } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function relativeName(file: string, directory: string): string {
  const name = isAbsolute(file) ? relative(directory, file) : normalize(file);
  return name.replaceAll('\\', '/');
}
