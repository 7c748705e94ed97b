import type { Calendar } from './calendar.ts';
import { resolveDistribution, type RecordedDurations } from './resolve-distribution.ts';
import type { ArrivalsDocument, JobDocument, StreamDocument, TraceDocument } from './schema/workload.ts';
import { durationPattern, parseDuration } from './text/duration.ts';
import { parseMoment, type Moment } from './text/moment.ts';
import { parseRatePerHour } from './text/rate.ts';
import { parseShare } from './text/share.ts';
import type { JobModel, TraceStream, WorkloadStream } from './workload-stream.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** What streams of a scenario have in common. */
export interface StreamContext {
  readonly calendar: Calendar;
  /** End of the arrivals; null where traces alone decide. */
  readonly horizonMs: number | null;
  readonly recorded: RecordedDurations;
}

/** Gives streams their names: as written, or their type, numbered from the second of a type on. */
export function resolveStreams(documents: readonly StreamDocument[], context: StreamContext): WorkloadStream[] {
  const taken = new Set(documents.map((document) => document.name));
  return documents.map((document) => {
    const type = document.arrivals?.type ?? 'trace';
    let name = document.name ?? type;
    for (let n = 2; document.name === undefined && taken.has(name); n++) name = `${type}-${String(n)}`;
    taken.add(name);
    return resolveStream(document, name, context);
  });
}

function resolveStream(document: StreamDocument, name: string, context: StreamContext): WorkloadStream {
  const job = jobModel(document.job, context.recorded);
  if (document.arrivals === undefined) return traceStream(document.trace as TraceDocument, name, job, context.calendar);
  const duration = resolveDistribution(document.job?.duration as NonNullable<JobDocument['duration']>, context.recorded);
  return { name, job, duration, ...arrivalsOf(document.arrivals, context) };
}

type Arrivals<Stream> = Stream extends { readonly duration: unknown } ? Omit<Stream, 'name' | 'job' | 'duration'> : never;

function arrivalsOf(document: ArrivalsDocument, { calendar, horizonMs, recorded }: StreamContext): Arrivals<WorkloadStream> {
  switch (document.type) {
    case 'poisson':
      return { type: 'poisson', jobsPerHour: parseRatePerHour(document.rate) };
    case 'profile': {
      const byWeekday = weekdays.map((weekday) => document.by_weekday?.[weekday] ?? 1);
      return { type: 'profile', peakJobsPerHour: parseRatePerHour(document.peak), byHour: document.by_hour, byWeekday };
    }
    case 'burst': {
      const instants = document.at.flatMap((text) => calendar.instantsOf(parseMoment(text) as Moment, horizonMs ?? 0));
      const overMs = document.over === undefined ? 0 : parseDuration(document.over);
      return { type: 'burst', atMs: instants.sort((a, b) => a - b), jobs: document.jobs, overMs };
    }
    case 'closed':
      return { type: 'closed', users: document.users, think: resolveDistribution(document.think, recorded) };
  }
}

function jobModel(document: JobDocument | undefined, recorded: RecordedDurations): JobModel {
  return {
    failure: parseShare(document?.failure ?? '0%'),
    tags: document?.tags ?? [],
    image: document?.image ?? null,
    timeoutMs: parseDuration(document?.timeout ?? '1h'),
    cancel: document?.cancel === undefined ? null : { share: parseShare(document.cancel.share), after: resolveDistribution(document.cancel.after, recorded) },
    retry: { max: document?.retry?.max ?? 0, on: document?.retry?.on ?? ['always'] },
  };
}

function traceStream(document: TraceDocument, name: string, job: JobModel, calendar: Calendar): TraceStream {
  return {
    type: 'trace',
    name,
    job,
    file: document.file,
    format: document.format ?? 'auto',
    tags: document.tags ?? [],
    fromMs: document.from === undefined ? 0 : traceInstant(document.from, calendar),
    toMs: document.to === undefined ? null : traceInstant(document.to, calendar),
    rate: document.scale?.rate ?? 1,
    durationFactor: document.scale?.duration ?? 1,
    dependencies: document.dependencies ?? 'drop',
    badRows: document.bad_rows ?? 'refuse',
  };
}

function traceInstant(text: string, calendar: Calendar): number {
  return durationPattern.test(text) ? parseDuration(text) : calendar.instantOf(parseMoment(text) as Moment);
}
