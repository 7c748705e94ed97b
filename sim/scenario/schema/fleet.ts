import { z } from 'zod';
import { presetNames } from '../fleet-model.ts';
import { count, duration, rate, share, shareRate } from './leaves.ts';
import { checkDistribution, distributionKeys, span, type SpanDocument } from './distribution.ts';

/** One table for both forms and not a union of two, because a union reports the errors of either at random. */
const bootTable = z
  .strictObject({
    ...distributionKeys,
    running: span.optional().meta({ description: 'From the request until the cloud says that the instance runs.' }),
    ready: span.optional().meta({ description: 'From there until it answers.' }),
  })
  .superRefine((value, context) => {
    const { running, ready, ...whole } = value;
    if (running === undefined && ready === undefined) return checkDistribution(whole, context);
    const stray = Object.keys(whole)[0];
    const fail = (message: string, path: string[], rule: string): void => {
      context.addIssue({ code: 'custom', path, message, params: { rule, atKey: true } });
    };
    if (stray !== undefined) fail(`a boot time by phases has no ${stray}`, [stray], 'unknown-key');
    if (running === undefined) fail('missing key "running": a boot time by phases needs running and ready', ['running'], 'missing-key');
    if (ready === undefined) fail('missing key "ready": a boot time by phases needs running and ready', ['ready'], 'missing-key');
  });

const boot = z
  .union([duration, bootTable])
  .meta({ description: 'From the request until the instance answers: as a whole, or as the part until the cloud says running and the part from there.' });

/** The section `fleet` of a scenario file: what the fake cloud does differently from its preset. */
export const fleet = z.strictObject({
  preset: z
    .enum(presetNames)
    .optional()
    .meta({ default: 'generic', description: 'Gives every parameter that is left out; sim explain preset NAME prints them.' }),
  boot: boot.optional(),
  delete: span.optional().meta({ description: 'From an accepted removal until the instance is gone.' }),
  failure: z
    .strictObject({
      create: share.optional().meta({ description: 'Instances that the cloud accepts and never makes.' }),
      boot_stuck: share.optional().meta({ description: 'Instances that run and never answer.' }),
      connect: share.optional().meta({ description: 'Dials that fail on an instance that runs.' }),
      delete: share.optional().meta({ description: 'Removals that the cloud accepts and does not carry out.' }),
    })
    .optional()
    .meta({ description: 'How often a step fails.' }),
  host: z
    .strictObject({
      min_allocation: duration.optional().meta({ description: 'Shortest time that a host is allocated, and paid, for.' }),
      recycle: span.optional().meta({ description: 'From the end of an instance until its host takes another.' }),
      pool: count(1).optional().meta({ description: 'Hosts that there are at most.' }),
    })
    .optional()
    .meta({ description: 'Dedicated hosts below the instances (Mac).' }),
  nesting: z
    .strictObject({
      slots: count(1).optional().meta({ description: 'Virtual machines that an instance runs at the same time.' }),
      vm_boot: span.optional().meta({ description: 'From the request of a virtual machine until it answers.' }),
      vm_failure: share.optional().meta({ description: 'Virtual machines that do not start.' }),
    })
    .optional()
    .meta({ description: 'Virtual machines in instances (vm_isolation).' }),
  contention: z
    .strictObject({
      model: z.enum(['none', 'linear']).optional().meta({ description: 'none: jobs do not slow each other down.' }),
      per_extra_job: share.optional().meta({ description: 'What each other job adds to the run time.' }),
    })
    .optional()
    .meta({ description: 'Extra run time of a job for each other job on its instance.' }),
  spot: z
    .strictObject({
      share: share.optional().meta({ description: 'Instances that are spot instances.' }),
      reclaim: shareRate.optional().meta({ description: 'Spot instances that are taken back in a unit of time.' }),
      notice: duration.optional().meta({ description: 'From the notice until the instance is gone.' }),
      price_factor: z.number().nonnegative().optional().meta({ description: 'Price of a spot instance over that of another.' }),
      wave: z
        .strictObject({
          share: share.meta({ description: 'Spot instances of a zone that go together.' }),
          within: duration.optional().meta({ description: 'How long such a wave takes.' }),
        })
        .optional()
        .meta({ description: 'Reclaims come as waves that take this share of a zone.' }),
    })
    .optional()
    .meta({ description: 'Instances that the cloud may take back.' }),
  api: z
    .strictObject({
      latency: span.optional().meta({ description: 'Of a call that changes something.' }),
      list_latency: span.optional().meta({ description: 'Of a listing.' }),
      rate_limit: rate.optional().meta({ description: 'Refill of two buckets of calls: one for listings, one for calls that change something.' }),
      burst: count(1).optional().meta({ description: 'Calls that a full bucket takes at once.' }),
      errors: share.optional().meta({ description: 'Calls that fail.' }),
      staleness: duration.optional().meta({ description: 'How old a listing may be.' }),
      max_batch: count(1).optional().meta({ description: 'Instances that one call can ask for.' }),
    })
    .optional()
    .meta({ description: 'The interface of the cloud.' }),
  price: z
    .strictObject({
      currency: z.string().min(1).meta({ description: 'Name of the currency, as it is to be shown.' }),
      per_instance_hour: z.number().nonnegative().meta({ description: 'Of an instance (of a host, where there are hosts) for an hour.' }),
      minimum: duration.optional().meta({ description: 'Shortest time that an instance is billed for.' }),
      source: z.string().min(1).optional().meta({ description: 'Where the number is from.' }),
    })
    .optional()
    .meta({ description: 'Without a price no money is computed.' }),
  zones: z
    .union([count(1, 26), z.array(z.string().min(1)).min(1)])
    .optional()
    .meta({ description: 'How many zones, or their names.' }),
  connect: span.optional().meta({ description: 'From the dial to an open session.' }),
  ready_command: span.optional().meta({ description: 'Run time of the ready command.' }),
});

/** The section `gitlab` of a scenario file: how the fake coordinator answers. */
export const gitlab = z.strictObject({
  long_poll: duration.optional().meta({ default: '50s', description: 'How long a job request is held open while the queue is empty.' }),
  latency: span.optional().meta({ description: 'Of every request.' }),
});

/** A boot time as a scenario file has it. */
export type BootDocument = SpanDocument | { readonly running: SpanDocument; readonly ready: SpanDocument };
