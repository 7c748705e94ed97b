import { z } from 'zod';
import { count, duration, moment, rate, share } from './leaves.ts';

const zone = z.string().min(1).optional().meta({ description: 'Only this zone; every zone where left out.' });

/** Parameters of faults that hit instances: a number of them, or a share. */
const targets = z.strictObject({
  count: count(1).optional().meta({ description: 'How many instances are hit, in place of share.' }),
  share: share.optional().meta({ description: 'Share of the instances that are hit.' }),
  zone,
});

/** A fault of one type; one that lasts means nothing without its duration. */
function fault<Type extends string, Params extends z.ZodType>(type: Type, lasts: 'lasts' | 'may last' | 'instant', params: Params, description: string) {
  return z
    .strictObject({
      at: moment.meta({ description: 'When it begins, once.' }),
      for: duration.optional().meta({ description: 'How long it lasts.' }),
      type: z.literal(type).meta({ description: 'What goes wrong: sim explain fault lists the types.' }),
      params: params.optional().meta({ description: 'How bad it is, by type: sim explain fault NAME.' }),
    })
    .superRefine((value, context) => {
      const fail = (message: string, rule: string): void => {
        context.addIssue({ code: 'custom', path: ['for'], message, params: { rule, atKey: true } });
      };
      if (lasts === 'lasts' && value.for === undefined) fail(`missing key "for": a ${type} lasts for a while`, 'missing-key');
      if (lasts === 'instant' && value.for !== undefined) fail(`a ${type} is of an instant and has no "for"`, 'unknown-key');
    })
    .meta({ description });
}

/** One thing that goes wrong at a known time. */
export const faultSchema = z.discriminatedUnion('type', [
  fault(
    'cloud_api_outage',
    'lasts',
    z.strictObject({ errors: share.optional().meta({ default: '100%', description: 'Calls that fail.' }) }),
    'Calls of the fleet’s interface fail.',
  ),
  fault(
    'cloud_api_throttle',
    'lasts',
    z.strictObject({
      rate_limit: rate.optional().meta({ default: '1/s', description: 'Calls of each kind that pass: listings, and changes.' }),
      burst: count(1).optional().meta({ default: 1, description: 'Calls of a kind that pass at once.' }),
    }),
    'The rate limit of the fleet’s interface falls.',
  ),
  fault(
    'capacity_shortage',
    'lasts',
    z.strictObject({ share: share.optional().meta({ default: '100%', description: 'Requested instances that are hit.' }), zone }),
    'Requests of instances are refused.',
  ),
  fault(
    'boot_slow',
    'lasts',
    z.strictObject({ factor: z.number().positive().optional().meta({ default: 2, description: 'How many times as long.' }) }),
    'Instances requested meanwhile take longer to boot.',
  ),
  fault(
    'boot_fail',
    'lasts',
    z.strictObject({ share: share.optional().meta({ default: '100%', description: 'Requested instances that are hit.' }) }),
    'Instances requested meanwhile never answer.',
  ),
  fault('instance_loss', 'may last', targets, 'Instances die without notice.'),
  fault('spot_storm', 'may last', targets, 'Spot instances are taken back, with notice.'),
  fault(
    'zone_outage',
    'lasts',
    z.strictObject({ zone: z.string().min(1).optional().meta({ description: 'The zone; the first where left out.' }) }),
    'A zone loses its instances and takes no new ones.',
  ),
  fault(
    'gitlab_outage',
    'lasts',
    z.strictObject({ status: count(0, 599).optional().meta({ default: 503, description: 'Status of the answers; 0: none.' }) }),
    'GitLab answers with an error, or (status 0) not at all.',
  ),
  fault('network_partition', 'lasts', targets, 'Instances run but cannot be reached.'),
  fault('nesting_crash', 'may last', targets, 'The nesting daemon dies with its VMs.'),
  fault(
    'manager_restart',
    'instant',
    z.strictObject({
      signal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL']).optional().meta({ default: 'SIGTERM', description: 'The signal that ends it.' }),
      down: duration.optional().meta({ default: '30s', description: 'How long it is away.' }),
      state: z.enum(['kept', 'lost']).optional().meta({ default: 'kept', description: 'Whether it finds its state again (state_storage).' }),
    }),
    'The manager gets a signal and starts again.',
  ),
  fault('foreign_termination', 'may last', targets, 'Somebody else removes instances of the group.'),
]);

export type FaultDocument = z.infer<typeof faultSchema>;
export type TargetsDocument = z.infer<typeof targets>;
