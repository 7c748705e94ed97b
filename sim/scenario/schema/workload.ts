import { z } from 'zod';
import { retryReasons, traceFormats } from '../workload-stream.ts';
import { dateTime, count, duration, rate, share, moment } from './leaves.ts';
import { span } from './distribution.ts';

const factor = z.number().nonnegative();
const dayFactor = factor.optional().meta({ default: 1, description: 'Factor of the rate on that day of the week.' });

const byHour = z
  .array(factor)
  .superRefine((hours, context) => {
    if (hours.length !== 24) {
      context.addIssue({ code: 'custom', message: `expected 24 numbers, one for each hour of the day, got ${String(hours.length)}`, params: { rule: 'V13' } });
    } else if (hours.every((hour) => hour === 0)) {
      context.addIssue({ code: 'custom', message: 'expected a number above 0 for some hour, got 0 for all', params: { rule: 'V13' } });
    }
  })
  .meta({ description: '24 factors of the peak rate, the first for the hour from midnight.', minItems: 24, maxItems: 24 });

const byWeekday = z
  .strictObject({
    mon: dayFactor,
    tue: dayFactor,
    wed: dayFactor,
    thu: dayFactor,
    fri: dayFactor,
    sat: dayFactor,
    sun: dayFactor,
  })
  .meta({ description: 'Factors of the rate by day of the week; 1 where left out.' });

function ofType<Type extends string>(type: Type) {
  return z.literal(type).meta({ description: 'How jobs arrive: poisson, profile, burst or closed.' });
}

/** When the jobs of a stream arrive; `type` decides which of the other keys belong. */
export const arrivals = z.discriminatedUnion('type', [
  z
    .strictObject({ type: ofType('poisson'), rate: rate.meta({ description: 'Jobs that arrive in a unit of time, on average.' }) })
    .meta({ description: 'Arrivals without memory at a constant rate.' }),
  z
    .strictObject({
      type: ofType('profile'),
      peak: rate.meta({ description: 'The rate where every factor is 1.' }),
      by_hour: byHour,
      by_weekday: byWeekday.optional(),
    })
    .meta({ description: 'Arrivals without memory whose rate follows the hour and the day of the week.' }),
  z
    .strictObject({
      type: ofType('burst'),
      at: z.array(moment).min(1).meta({ description: 'When crowds come; a time of day recurs daily.' }),
      jobs: count(1).meta({ description: 'Jobs of each crowd.' }),
      over: duration.optional().meta({ default: '0s', description: 'How long it takes until the last of them is there.' }),
    })
    .meta({ description: 'Crowds of jobs; a time of day recurs daily.' }),
  z
    .strictObject({
      type: ofType('closed'),
      users: count(1, 65_535).meta({ description: 'Users, each with a job at a time.' }),
      think: span.meta({ description: 'From the end of a job until its user submits the next.' }),
    })
    .meta({ description: 'Users who wait for their job, think, and submit the next.' }),
]);

const jobKeys = {
  failure: share.optional().meta({ default: '0%', description: 'Share of jobs whose script fails.' }),
  tags: z.array(z.string()).optional().meta({ description: 'Tags of the jobs, for readers: runners take jobs of any tag.' }),
  image: z.string().optional().meta({
    description: 'Image that the jobs name, for nested VMs. Where left out, that of vm_isolation; where it has none, one that allowed_images lets in.',
  }),
  timeout: duration.optional().meta({ default: '1h', description: 'Time-out of the jobs.' }),
  cancel: z
    .strictObject({
      share: share.meta({ description: 'Share of jobs that are canceled, if they have not ended by then.' }),
      after: span.meta({ description: 'From the arrival until the user cancels.' }),
    })
    .optional()
    .meta({ description: 'Jobs that their user cancels, counted from the arrival.' }),
  retry: z
    .strictObject({
      max: count(0, 2).meta({ description: 'Retries of a job at most.' }),
      on: z
        .array(z.enum(retryReasons))
        .optional()
        .meta({ default: ['always'], description: 'Reasons of a failure after which a job is tried again.' }),
    })
    .optional()
    .meta({ description: 'As the keyword retry of .gitlab-ci.yml.' }),
};

const job = z.strictObject({
  duration: span.optional().meta({ description: 'From the start of the first stage to the release of the slot. Not for traces.' }),
  ...jobKeys,
});

const trace = z.strictObject({
  file: z.string().min(1).meta({ description: 'A recorded trace; its path is relative to the scenario.' }),
  format: z.enum(traceFormats).optional().meta({
    default: 'auto',
    description: 'auto: by the file’s ending, else by its first character. gitlab: jobs as GitLab’s interface or glab writes them, in JSON.',
  }),
  tags: z.array(z.string()).optional().meta({ description: 'Only rows with all these tags; the column queue is a tag.' }),
  from: z.union([duration, dateTime]).optional().meta({ description: 'Start of the part to replay: a span from the start of the trace, or a date and time.' }),
  to: z.union([duration, dateTime]).optional().meta({ description: 'End of the part to replay.' }),
  scale: z
    .strictObject({
      rate: z.number().positive().max(1000).optional().meta({ default: 1, description: 'How many times as many jobs.' }),
      duration: z.number().positive().optional().meta({ default: 1, description: 'How many times as long they run.' }),
    })
    .optional()
    .meta({ description: 'rate r: ⌊r⌋ copies of each row and one more with the probability of the rest; duration: a factor on run times.' }),
  dependencies: z.enum(['keep', 'drop']).optional().meta({
    default: 'drop',
    description:
      'keep: a job comes when all jobs of its pipeline that had ended before it have ended, with the gap that it had; so a slower fleet delays later stages. drop: every job comes when it came.',
  }),
  bad_rows: z
    .enum(['refuse', 'skip'])
    .optional()
    .meta({ default: 'refuse', description: 'What to do with rows that cannot be read; both name and count them.' }),
});

/** One source of jobs: drawn arrivals with a job, or a trace. */
export const stream = z
  .strictObject({
    name: z.string().optional().meta({ description: 'Name of the stream in reports.' }),
    arrivals: arrivals.optional().meta({ description: 'When its jobs arrive.' }),
    trace: trace.optional().meta({ description: 'A history that is replayed, in place of arrivals.' }),
    job: job.optional().meta({ description: 'What its jobs are.' }),
  })
  .superRefine((value, context) => {
    const fail = (message: string, path: string[], rule = 'missing-key'): void => {
      context.addIssue({ code: 'custom', path, message, params: { rule, atKey: path.length > 0 } });
    };
    if (value.arrivals === undefined && value.trace === undefined) fail('a stream needs arrivals, or a trace', []);
    if (value.arrivals !== undefined && value.trace !== undefined) fail('a stream has arrivals or a trace, not both', ['trace'], 'unknown-key');
    if (value.arrivals !== undefined && value.job?.duration === undefined) fail('a stream with arrivals needs job.duration', []);
    if (value.trace !== undefined && value.job?.duration !== undefined) fail('a trace has its own durations', ['job', 'duration'], 'unknown-key');
  })
  .meta({ oneOf: [{ required: ['arrivals', 'job'] }, { required: ['trace'] }] });

export type StreamDocument = z.infer<typeof stream>;
export type JobDocument = z.infer<typeof job>;
export type TraceDocument = z.infer<typeof trace>;
export type ArrivalsDocument = z.infer<typeof arrivals>;
