/**
 * How long a section of a job's log lasted, in milliseconds; null where the log does not have it from its start to its end. GitLab marks sections by
 * `section_start:SECONDS:NAME` and `section_end:SECONDS:NAME`, in whole seconds.
 *
 * @remarks Source: GitLab documentation, `doc/ci/jobs/job_logs.md`, "Collapsible sections".
 */
export function sectionSpanMs(log: string, name: string): number | null {
  const start = secondsOf(log, 'start', name);
  const end = secondsOf(log, 'end', name);
  return start === null || end === null || end < start ? null : (end - start) * 1000;
}

function secondsOf(log: string, edge: 'start' | 'end', name: string): number | null {
  for (const [, seconds, found] of log.matchAll(new RegExp(`section_${edge}:(\\d{1,12}):([\\w.-]+)`, 'g'))) if (found === name) return Number(seconds);
  return null;
}
