import type { GitlabJobs } from '../../../adapters/gitlab-jobs/gitlab-jobs.ts';
import type { GitlabHistoryJob } from '../../../sim/workload/import/gitlab-history.ts';
import { sectionSpanMs } from '../../../sim/workload/import/section-span.ts';
import type { Io } from '../../io.ts';

/** What the runner does before a job's script: with the instance executor, the wait for an instance among it. */
const section = 'prepare_executor';
/** Logs that are read at a time. */
const atOnce = 4;

/** What a sample of logs says. */
export interface SectionSample {
  /** By the number of the job how long it was prepared, in milliseconds. */
  readonly preparedMs: ReadonlyMap<number, number>;
  /** Logs that were asked for. */
  readonly asked: number;
  readonly end: 'whole' | 'requests' | 'interrupted';
}

/** Jobs evenly spread over a history, by their numbers. */
export function spreadOver(length: number, count: number): number[] {
  const picked = Math.min(length, count);
  return Array.from({ length: picked }, (_, index) => Math.floor(((index + 0.5) * length) / picked));
}

/**
 * Reads the logs of jobs that are evenly spread over a history. A job whose log is gone, or has no such section, says nothing.
 *
 * @param mostRequests after which it stops; those under way come to their end.
 * @throws FaultError where GitLab cannot be reached.
 */
export async function sampleSections(
  source: GitlabJobs,
  jobs: readonly GitlabHistoryJob[],
  { count, mostRequests }: { readonly count: number; readonly mostRequests: number },
  io: Io,
): Promise<SectionSample> {
  const numbers = spreadOver(jobs.length, count).filter((number) => jobs[number]!.project !== null);
  const preparedMs = new Map<number, number>();
  const control = new AbortController();
  const forget = io.onInterrupt(() => control.abort());
  const queue = numbers.values();
  let asked = 0;
  const read = async (): Promise<void> => {
    for (const number of queue) {
      if (control.signal.aborted || source.requestCount >= mostRequests) return;
      asked++;
      const { id, project } = jobs[number]!;
      const log = await source.log(project!, id, control.signal).catch((error: unknown) => {
        if (control.signal.aborted) return null;
        throw error;
      });
      const span = log === null ? null : sectionSpanMs(log, section);
      if (span !== null) preparedMs.set(number, span);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, read));
  } finally {
    forget();
  }
  return { preparedMs, asked, end: control.signal.aborted ? 'interrupted' : asked < numbers.length ? 'requests' : 'whole' };
}
