import { existsSync } from 'node:fs';
import { FaultError } from '../../adapters/fault-error.ts';
import { parseExposition } from '../../sim/workload/import/exposition.ts';
import { readCsvHistory, type TableHistory } from '../../sim/workload/import/csv-history.ts';
import { fitFleet, runnersOf } from '../../sim/workload/import/fitted-fleet.ts';
import { fleetYaml, partText } from '../../sim/workload/import/fleet-yaml.ts';
import { GitlabHistory, type HistorySelection } from '../../sim/workload/import/gitlab-history.ts';
import { readSwfHistory } from '../../sim/workload/import/swf-history.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { CsvImportOptions, GitlabImportOptions, JobImportOptions, MetricsImportOptions } from '../import-program.ts';
import type { Io } from '../io.ts';
import { rememberStdin } from '../remember-stdin.ts';
import { UsageError } from '../usage-error.ts';
import { fetchHistory, type FetchedHistory } from './import/fetch-history.ts';
import { finishImport, type JobHistory } from './import/finish-import.ts';
import { countsText } from './import/history-text.ts';
import { inputBytes, inputChunks } from './import/input-file.ts';
import { namesOf } from './import/names-of.ts';
import { addressOf, openJobs } from './import/open-jobs.ts';
import { partPath } from './import/part-path.ts';
import { readJobFile } from './import/read-job-file.ts';
import { sampleSections, type SectionSample } from './import/sample-sections.ts';
import { sinceMsOf } from './import/since.ts';

/** `sim import gitlab`: a trace from the jobs of a GitLab, read from its interface or from a file of its JSON. */
export async function importGitlab(file: string | undefined, options: GitlabImportOptions, io: Io): Promise<ExitCode> {
  const sinceMs = sinceMsOf(options.since);
  if (file !== undefined) {
    if (options.url !== undefined) throw new UsageError('a file and --url are two sources: name one of them');
    if (options.sections !== undefined) throw new UsageError('--sections reads logs from GitLab: give --url in place of a file');
    const { records, problems } = readJobFile(inputChunks(file, io), namesOf(options));
    return finishGitlab(historyOf({ records, sinceMs }, options), { problems, remarks: [], sampled: null }, options, io);
  }
  // A token that comes by standard input is asked for twice.
  const input = { ...io, ...rememberStdin(io) };
  let fetched: FetchedHistory;
  let sampled: SectionSample | null = null;
  try {
    fetched = await fetchHistory(options, sinceMs, input);
    if (fetched.end !== 'interrupted' && options.sections !== undefined) sampled = await sampledOf(fetched, options, input);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    io.stderr.write(`GitLab did not give the jobs: ${error.message}\n`);
    if (options.output !== undefined && existsSync(partPath(options.output))) io.stderr.write(`${goesOn(options.output)}\n`);
    return exitCodes.badInput;
  }
  const { end, part, requestCount, resumedPages, problems } = fetched;
  if (end === 'interrupted' || sampled?.end === 'interrupted') {
    const kept = options.output !== undefined && existsSync(partPath(options.output));
    io.stderr.write(kept ? `stopped; ${goesOn(options.output)}\n` : 'stopped; nothing is kept\n');
    return exitCodes.interrupted;
  }
  const requests = `${String(requestCount)} requests${resumedPages === 0 ? '' : ` after ${String(resumedPages)} pages of earlier starts`}`;
  const more = part === null ? 'earlier jobs are not in the trace' : 'earlier jobs are not in the trace yet; the same command goes on with them';
  const remark = end === 'requests' ? `! stopped after ${requests} (--max-requests): ${more}` : `all that was asked for, in ${requests}`;
  const code = finishGitlab(historyOf(fetched, options), { problems, remarks: [remark], sampled }, options, io);
  if (end === 'whole') part?.remove();
  return code;
}

/** What is said where an import can go on. */
function goesOn(output: string): string {
  return `${partPath(output)} keeps what was read, and the same command goes on from there`;
}

type CollectedHistory = ReturnType<GitlabHistory['finish']>;

function historyOf({ records, sinceMs }: Pick<FetchedHistory, 'records' | 'sinceMs'>, { runner, tags }: GitlabImportOptions): CollectedHistory {
  const selection: HistorySelection = { runner: runner ?? null, sinceMs, tags: tags ?? [] };
  const history = new GitlabHistory(selection);
  for (const record of records) history.add(record);
  return history.finish();
}

/** Reads logs of a history with what is left of `--max-requests`. */
async function sampledOf(fetched: FetchedHistory, options: GitlabImportOptions, io: Io): Promise<SectionSample> {
  const source = openJobs(options, addressOf(options.url), io);
  const left = (options.maxRequests ?? Number.POSITIVE_INFINITY) - fetched.requestCount;
  try {
    return await sampleSections(source, historyOf(fetched, options).jobs, { count: options.sections ?? 0, mostRequests: left }, io);
  } finally {
    await source.close();
  }
}

function finishGitlab(
  { jobs, counts }: CollectedHistory,
  { problems, remarks, sampled }: Pick<JobHistory, 'problems' | 'remarks' | 'sampled'>,
  options: GitlabImportOptions,
  io: Io,
): ExitCode {
  return finishImport({ jobs, isDated: true, remarks: [...countsText(counts, options.runner ?? null), ...remarks], problems, sampled }, options, io);
}

/** `sim import csv`: a trace from a file with columns of whatever names. */
export function importCsv(file: string, options: CsvImportOptions, io: Io): ExitCode {
  const chosen = new Map(options.column.map(({ of, name }) => [of, name]));
  const history = readCsvHistory(inputBytes(file, io), chosen, namesOf(options));
  if (typeof history !== 'string') return finishTable(history, options, io);
  io.stderr.write(`${file}: ${history}\n`);
  return exitCodes.badInput;
}

/** `sim import swf`: a trace from a file in the Standard Workload Format. */
export function importSwf(file: string, options: JobImportOptions, io: Io): ExitCode {
  return finishTable(readSwfHistory(inputBytes(file, io).toString('utf8')), options, io);
}

function finishTable({ notRun, ...history }: TableHistory, options: JobImportOptions, io: Io): ExitCode {
  const remarks = notRun === 0 ? [] : [`not run to an end: ${String(notRun)}, left out`];
  return finishImport({ ...history, remarks, sampled: null }, options, io);
}

/** `sim import metrics`: a fleet from what a runner has measured of its instances. */
export function importMetrics(file: string, { runner }: MetricsImportOptions, io: Io): ExitCode {
  const samples = parseExposition(inputBytes(file, io).toString('utf8'));
  const runners = runnersOf(samples);
  if (runner === undefined && runners.length > 1) throw new UsageError(`${file} is of several runners: ${runners.join(', ')}; choose one with --runner`);
  const fleet = fitFleet(samples, runner ?? null);
  if (fleet.size === 0) {
    const known = runners.length === 0 ? 'is it of a runner with the executor instance?' : `it has ${runners.join(', ')}`;
    io.stderr.write(`${file} has no boot, ready or deletion time${runner === undefined ? '' : ` of ${runner}`}: ${known}\n`);
    return exitCodes.badInput;
  }
  for (const [part, fitted] of fleet) io.stderr.write(`  ${partText(part, fitted)}\n`);
  const counts = [...fleet].map(([part, { histogram }]) => `${part} n = ${String(histogram.count)}`).join(', ');
  io.stdout.write(fleetYaml(fleet, `${runner ?? runners[0] ?? ''} ${counts}`.trim()));
  return exitCodes.ok;
}
