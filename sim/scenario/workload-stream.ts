import type { DurationDistribution } from './duration-distribution.ts';

/** Failure reasons for which GitLab can run a job again: the words of `retry:when`. */
export const retryReasons = [
  'always',
  'unknown_failure',
  'script_failure',
  'api_failure',
  'stuck_or_timeout_failure',
  'runner_system_failure',
  'runner_unsupported',
  'stale_schedule',
  'job_execution_timeout',
  'archived_failure',
  'unmet_prerequisites',
  'scheduler_failure',
  'data_integrity_failure',
] as const;
export type RetryReason = (typeof retryReasons)[number];

/** Of what kind the jobs of a stream are. */
export interface JobModel {
  /** Share of jobs whose script fails, 0 to 1. */
  readonly failure: number;
  readonly tags: readonly string[];
  /** Image that the jobs name; null for none. */
  readonly image: string | null;
  readonly timeoutMs: number;
  /** Jobs that their user cancels, `after` counted from the arrival; null when nobody does. */
  readonly cancel: { readonly share: number; readonly after: DurationDistribution } | null;
  readonly retry: { readonly max: number; readonly on: readonly RetryReason[] };
}

/** What every stream has. */
interface Stream {
  readonly name: string;
  readonly job: JobModel;
}

/** A stream whose jobs draw their duration: from the first stage's start to the release of the slot. */
interface DrawnStream extends Stream {
  readonly duration: DurationDistribution;
}

/** Arrivals without memory at a constant rate. */
export interface PoissonStream extends DrawnStream {
  readonly type: 'poisson';
  readonly jobsPerHour: number;
}

/** Arrivals without memory whose rate follows the clock on the wall: peak × by-hour × by-weekday. */
export interface ProfileStream extends DrawnStream {
  readonly type: 'profile';
  readonly peakJobsPerHour: number;
  /** 24 factors, the first for the hour from midnight in `clock.timezone`. */
  readonly byHour: readonly number[];
  /** Seven factors, Monday first. */
  readonly byWeekday: readonly number[];
}

/** Crowds: `jobs` jobs spread evenly at random over `overMs` from each instant. */
export interface BurstStream extends DrawnStream {
  readonly type: 'burst';
  /** Instants in milliseconds since `clock.start`, ascending: the times of day of the file, on each day of the horizon. */
  readonly atMs: readonly number[];
  readonly jobs: number;
  readonly overMs: number;
}

/** Users who each wait for their job's end, think, and submit the next. Its arrivals depend on the fleet: the world makes them. */
export interface ClosedStream extends DrawnStream {
  readonly type: 'closed';
  readonly users: number;
  readonly think: DurationDistribution;
}

/** The forms of recorded jobs that are read; `auto` goes by the file's ending, else by its first character. */
export const traceFormats = ['auto', 'csv', 'jsonl', 'swf', 'gitlab'] as const;
export type TraceFormat = (typeof traceFormats)[number];

/** Recorded jobs, with their own arrivals and durations. */
export interface TraceStream extends Stream {
  readonly type: 'trace';
  readonly file: string;
  readonly format: TraceFormat;
  /** Only rows that have all these tags; empty for every row. */
  readonly tags: readonly string[];
  /** Window in milliseconds since the trace's start: rows outside are left out, and the first instant of the window becomes 0. */
  readonly fromMs: number;
  /** null for the trace's end. */
  readonly toMs: number | null;
  /** Copies of each row: the whole part, and one more with the probability of the rest. */
  readonly rate: number;
  /** Factor on each row's duration. */
  readonly durationFactor: number;
  readonly dependencies: 'keep' | 'drop';
  /** What to do with rows that cannot be read. */
  readonly badRows: 'refuse' | 'skip';
}

/** One source of jobs; a workload is their sum. */
export type WorkloadStream = PoissonStream | ProfileStream | BurstStream | ClosedStream | TraceStream;
