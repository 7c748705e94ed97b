import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeGitlabJobs } from './write-gitlab-jobs.ts';

const jobCount = 100_000;

/** A hundred thousand jobs as GitLab's interface tells of them (about 200 MB) into a trace, in a process of its own: the median wall time of three. */
export function measureImport(sim: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    const file = join(folder, 'jobs.json');
    writeGitlabJobs(file, jobCount);
    const times = [1, 2, 3].map(() => {
      const from = performance.now();
      const { status, stderr } = spawnSync(process.execPath, [sim, 'import', 'gitlab', file, '-o', join(folder, 'trace.csv')], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      return (performance.now() - from) / 1000;
    });
    return [`import ${(times.sort((a, b) => a - b)[1] ?? Number.NaN).toFixed(3)} s`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
