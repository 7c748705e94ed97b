import { createHash } from 'node:crypto';
import type { Finding } from '../core/finding.ts';

const severities = { error: 'major', warning: 'minor', note: 'info' } as const;

/** Findings as a GitLab Code Quality report, which merge requests show beside the line. */
export function codeQuality(findings: readonly Finding[]): object[] {
  return findings.map(({ severity, rule, message, hint, file, line, path }) => ({
    description: hint === '' ? message : `${message} (${hint})`,
    check_name: rule,
    // Of what and where in the document, not of the line's number: a finding stays the same when lines move.
    fingerprint: createHash('sha256').update([file, rule, path, message].join('\0')).digest('hex').slice(0, 32),
    severity: severities[severity],
    location: { path: file.replace(/^\.\//, ''), lines: { begin: Math.max(1, line) } },
  }));
}
