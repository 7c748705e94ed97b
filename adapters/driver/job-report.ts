import type { JobLine } from '../../core/job/job-line.ts';
import type { JobOutcome } from '../../core/job/outcome.ts';
import type { JobUpdates } from '../coordinator/job-updates.ts';
import { JobLog } from '../job-log/job-log.ts';
import type { JobLogOptions } from '../job-log/job-log.ts';
import type { LogPacing } from '../job-log/log-pacing.ts';
import { LogSender, type DeliveryResult, type StartVerdict } from '../job-log/log-sender.ts';

/** What the report of a job is made of. */
export interface JobReportOptions extends JobLogOptions {
  readonly updates: JobUpdates;
  /** `features.failure_reasons` of the job. */
  readonly failureReasons: readonly string[];
  /** The coordinator canceled the job. */
  readonly onCancel: (form: 'graceful' | 'hard') => void;
  readonly pacing?: Partial<LogPacing>;
  readonly signal: AbortSignal;
}

const canceled = { state: 'failed', reason: 'job_canceled', exitCode: null } as const;

/** What GitLab hears of one job, from its receipt to its end: the log as it grows, and the outcome. */
export class JobReport {
  readonly log: JobLog;
  readonly #sender: LogSender;

  constructor(options: JobReportOptions) {
    this.log = new JobLog(options);
    this.#sender = new LogSender({ ...options, log: this.log });
  }

  /** Says that the job runs. A job that GitLab has given up already is closed here, and is not to be run. */
  async open(): Promise<StartVerdict> {
    const verdict = await this.#sender.start();
    if (verdict === 'canceled') await this.#sender.finish(canceled);
    if (verdict !== 'run') await this.log.close();
    return verdict;
  }

  /** Adds a line of the job machine. */
  add(line: JobLine, address: string | null): void {
    this.log.report(line, address);
  }

  /** The job has ended: delivers the rest of the log and the outcome, until GitLab has both or a limit is reached. */
  async close(outcome: JobOutcome): Promise<DeliveryResult> {
    this.log.end();
    try {
      return await this.#sender.finish(outcome);
    } finally {
      await this.log.close();
    }
  }
}
