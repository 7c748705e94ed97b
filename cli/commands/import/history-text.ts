import { spanStatistics } from '../../../sim/measure/span-statistics.ts';
import { countText, durationText, shareText } from '../../../sim/text/figure-text.ts';
import type { HiddenBoot } from '../../../sim/workload/import/fit-hidden-boot.ts';
import type { HistoryCounts } from '../../../sim/workload/import/gitlab-history.ts';
import type { SampledBoot } from '../../../sim/workload/import/sampled-boot.ts';
import type { ImportedJob } from '../../../sim/workload/import/imported-job.ts';
import { longestWorkingGap } from '../../../sim/workload/trace/working-gap.ts';
import type { SectionSample } from './sample-sections.ts';

const hourMs = 3_600_000;
const namedRunners = 5;
const noBoot =
  'boot time: durations are as recorded; no boot time shows in them (it can hide in them without preemptive_mode, and cannot be told apart where every job boots)';

/** What is said with `--keep-boot`. */
export const hadBootText = 'boot time: durations are as recorded, as you asked';

/** What a history holds, in lines. The jobs must be in order of arrival; `startMs` is the midnight before the first where they have dates. */
export function jobsText(jobs: readonly ImportedJob[], startMs: number, isDated: boolean): string[] {
  const spanMs = jobs.at(-1)!.arrivalMs - jobs[0]!.arrivalMs;
  const arrivalMs = Float64Array.from(jobs, (job) => job.arrivalMs - startMs);
  const gap = longestWorkingGap({ count: jobs.length, arrivalMs });
  const at = (ms: number): string => (isDated ? `${new Date(startMs + ms).toISOString().slice(0, 16).replace('T', ' ')} UTC` : `+${durationText(ms / 1000)}`);
  const first = `${jobsOf(jobs.length)} in ${durationText(spanMs / 1000)}, from ${at(arrivalMs[0]!)}`;
  const gaps = gap === null ? 'no gaps in working hours' : `! longest gap in working hours ${durationText(gap.lengthMs / 1000)}, from ${at(gap.fromMs)}`;
  const waits = Float64Array.from(jobs.filter(({ waitMs }) => !Number.isNaN(waitMs)).map(({ waitMs }) => waitMs));
  const run = quantiles(Float64Array.from(jobs, ({ durationMs }) => durationMs));
  return [first, gaps, `run time ${run}`, waits.length === 0 ? 'no waits recorded' : `wait observed ${quantiles(waits)}`, peakText(arrivalMs, at)];
}

/** What is counted beside the jobs that are kept, in lines; nothing is said of what did not occur. */
export function countsText(counts: HistoryCounts, chosen: number | null): string[] {
  const share = (count: number): string => `${countText(count)} (${shareText(count / counts.read)})`;
  const reasons = [...counts.byReason].filter(([reason]) => reason !== 'script_failure').toSorted(byCount);
  const lines: [number, string][] = [
    [counts.neverStarted, `never started: ${share(counts.neverStarted)}, left out`],
    [counts.notEnded, `not ended: ${share(counts.notEnded)}, left out`],
    [counts.withoutDuration, `without a duration: ${share(counts.withoutDuration)}, left out`],
    [counts.beforeSince, `before --since: ${countText(counts.beforeSince)}, left out`],
    [counts.otherTags, `without the tags: ${countText(counts.otherTags)}, left out`],
    [counts.otherRunners, `of other runners: ${countText(counts.otherRunners)}, left out`],
    [counts.repeated, `read twice: ${countText(counts.repeated)}, counted once`],
    [counts.retried, `retried: ${share(counts.retried)}; each attempt is a job of the trace`],
    [
      counts.withoutTags,
      `! tags are not told of ${jobsOf(counts.withoutTags)} (a runner’s list has none): no choice by them; --project with --runner gives them`,
    ],
    [
      counts.impossibleWaits,
      `! queued for longer than they had existed: ${countText(counts.impossibleWaits)}; their wait is not used, they arrive when they started`,
    ],
    [reasons.length, `failed for other reasons than their script: ${reasons.map(([reason, count]) => `${reason} ${countText(count)}`).join(', ')}`],
  ];
  return [...lines.filter(([count]) => count > 0).map(([, line]) => line), ...runnersText(counts.byRunner, chosen)];
}

/** How much boot time was taken out of the durations, and how it was found. */
export function bootText(boot: HiddenBoot | null, jobCount: number): string {
  if (boot === null) return noBoot;
  const { meanMs, p50Ms, p95Ms, count, kindCount, examinedCount, correctedCount } = boot;
  const [mean, p50, p95] = [meanMs, p50Ms, p95Ms].map((ms) => durationText(ms / 1000));
  const found = `! boot time in durations, found by a fit: p50 ${p50!}  p95 ${p95!} (n = ${countText(count)})`;
  const how = `the runs of one job fall into two groups that far apart, in ${String(kindCount)} of the ${String(examinedCount)} jobs that ran 10 times or more`;
  return `${found}: ${how}; its mean of ${mean!} is taken out of ${countText(correctedCount)} runs (${shareText(correctedCount / jobCount)})`;
}

/** What logs told of the time before the script, and what was done with that. */
export function sampledText({ asked, end }: SectionSample, boot: SampledBoot | null): string[] {
  const stopped = end === 'requests' ? '; --max-requests left no more of them' : '';
  if (boot === null) return [`! no log of ${countText(asked)} says how long its job was prepared${stopped}: they are gone, or the token may not read them`];
  const [p50, p95] = [boot.p50Ms, boot.p95Ms].map((ms) => durationText(ms / 1000));
  const others = boot.others === 'fit' ? 'out of the others by the fit below' : 'its p50 out of the others';
  const found = `! boot time in durations, from the section prepare_executor of logs: p50 ${p50!}  p95 ${p95!} (n = ${countText(boot.count)} of ${countText(asked)} read)`;
  return [`${found}: taken out of these runs as it was, and ${others}${stopped}`];
}

function quantiles(values: Float64Array): string {
  const { p50, p95, max } = spanStatistics(values, values.length);
  return `p50 ${durationText(p50!)}  p95 ${durationText(p95!)}  max ${durationText(max!)}`;
}

function peakText(arrivalMs: Float64Array, at: (ms: number) => string): string {
  const jobs = new Map<number, number>();
  for (const ms of arrivalMs) jobs.set(Math.floor(ms / hourMs), (jobs.get(Math.floor(ms / hourMs)) ?? 0) + 1);
  const [hour, count] = [...jobs].reduce((busiest, next) => (next[1] > busiest[1] ? next : busiest));
  return `busiest hour ${at(hour * hourMs)}, ${jobsOf(count)}`;
}

function runnersText(byRunner: ReadonlyMap<number, number>, chosen: number | null): string[] {
  if (byRunner.size < 2 || chosen !== null) return [];
  const sorted = [...byRunner].toSorted(byCount);
  const named = sorted.slice(0, namedRunners).map(([id, count]) => `${String(id)} (${jobsOf(count)})`);
  const more = sorted.length > namedRunners ? ` and ${String(sorted.length - namedRunners)} more` : '';
  return [`! the jobs ran on ${String(sorted.length)} runners: ${named.join(', ')}${more}; --runner ID keeps those of one`];
}

/** So many jobs, in words. */
export function jobsOf(count: number): string {
  return `${countText(count)} ${count === 1 ? 'job' : 'jobs'}`;
}

function byCount<K>([, a]: readonly [K, number], [, b]: readonly [K, number]): number {
  return b - a;
}
