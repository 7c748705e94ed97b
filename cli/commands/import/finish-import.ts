import { renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { takeOutSampled, type SampledBoot } from '../../../sim/workload/import/sampled-boot.ts';
import { fitHiddenBoot, type HiddenBoot } from '../../../sim/workload/import/fit-hidden-boot.ts';
import type { ImportedJob } from '../../../sim/workload/import/imported-job.ts';
import { traceCsv } from '../../../sim/workload/import/trace-csv.ts';
import type { JobImportOptions } from '../../import-program.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { UsageError } from '../../usage-error.ts';
import { bootText, hadBootText, jobsOf, jobsText, sampledText } from './history-text.ts';
import type { SectionSample } from './sample-sections.ts';

/** Jobs in order of arrival, from whatever source. */
export interface JobHistory {
  readonly jobs: readonly (ImportedJob & { readonly kind: string })[];
  /** Whether arrivals are milliseconds since 1970. */
  readonly isDated: boolean;
  /** Lines on what was counted on the way. */
  readonly remarks: readonly string[];
  /** Jobs that could not be read; the first are named. */
  readonly problems: readonly string[];
  /** What logs say of the time before the script; null where none were read. */
  readonly sampled: SectionSample | null;
}

const dayMs = 86_400_000;
const namedProblems = 5;

/**
 * Writes the trace (to the output, else to standard output), what it holds (to standard error), and the lines of a scenario that replay it: to standard output
 * where that is free.
 */
export function finishImport({ jobs, isDated, remarks, problems, sampled }: JobHistory, options: JobImportOptions, io: Io): ExitCode {
  const tell = (line: string): void => io.stderr.write(`  ${line}\n`);
  problems.slice(0, namedProblems).forEach(tell);
  if (problems.length > 0) tell(`! ${jobsOf(problems.length)} could not be read, left out`);
  if (jobs.length === 0) {
    remarks.forEach(tell);
    io.stderr.write('there is no job that started and ended, so there is no trace\n');
    return exitCodes.badInput;
  }
  const boot = options.keepBoot === true ? null : fitHiddenBoot(jobs);
  const sample = sampled === null || sampled.preparedMs.size === 0 ? null : sampleOf(jobs, sampled, boot);
  const corrected = sample ?? boot;
  const written = corrected === null ? jobs : jobs.map((job, index) => ({ ...job, durationMs: corrected.durationsMs[index]! }));
  const startMs = isDated ? Math.floor(jobs[0]!.arrivalMs / dayMs) * dayMs : 0;
  jobsText(written, startMs, isDated).forEach(tell);
  remarks.forEach(tell);
  if (sampled !== null) sampledText(sampled, sample).forEach(tell);
  if (sample === null || sample.others === 'fit') tell(options.keepBoot === true ? hadBootText : bootText(boot, jobs.length));
  const trace = traceCsv(written, startMs);
  const scenario = scenarioLines(options.output ?? 'FILE', isDated ? startMs : null);
  if (options.output === undefined) {
    io.stdout.write(trace);
    io.stderr.write(`For a scenario:\n${scenario}`);
  } else {
    writeWhole(options.output, trace);
    io.stderr.write(`${options.output} written. For a scenario:\n`);
    io.stdout.write(scenario);
  }
  return exitCodes.ok;
}

function sampleOf(jobs: JobHistory['jobs'], { preparedMs }: SectionSample, boot: HiddenBoot | null): SampledBoot {
  return takeOutSampled(
    Float64Array.from(jobs, ({ durationMs }) => durationMs),
    preparedMs,
    boot,
  );
}

/** A file that exists is replaced only by a whole one. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.new`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
  }
}

/** The clock begins at the midnight from which the trace counts, so that weekdays and hours of policies are those of the history. */
function scenarioLines(file: string, startMs: number | null): string {
  const clock = startMs === null ? '' : `clock: { start: ${new Date(startMs).toISOString().slice(0, 19)}, timezone: UTC }\n`;
  return `${clock}workload:\n  - trace: { file: ${JSON.stringify(basename(file))}, format: csv }\n`;
}
