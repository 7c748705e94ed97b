import { z } from 'zod';
import { count, duration, moment, rate, share } from './leaves.ts';

const zone = z.string().min(1).optional();

/** Parameters of faults that hit instances: a number of them, or a share. */
const targets = z.strictObject({ count: count(1).optional(), share: share.optional(), zone });

/** A fault of one type; `span` says whether it needs a duration, may have one, or is of an instant. */
function fault<Type extends string, Params extends z.ZodType>(type: Type, params: Params, description: string) {
  return z.strictObject({ at: moment, for: duration.optional(), type: z.literal(type), params: params.optional() }).meta({ description });
}

/** One thing that goes wrong at a known time. */
export const faultSchema = z.discriminatedUnion('type', [
  fault('cloud_api_outage', z.strictObject({ errors: share.optional().meta({ default: '100%' }) }), 'Calls of the fleet’s interface fail.'),
  fault(
    'cloud_api_throttle',
    z.strictObject({ rate_limit: rate.optional().meta({ default: '1/s' }), burst: count(1).optional().meta({ default: 1 }) }),
    'The rate limit of the fleet’s interface falls.',
  ),
  fault('capacity_shortage', z.strictObject({ share: share.optional().meta({ default: '100%' }), zone }), 'Requests of instances are refused.'),
  fault('boot_slow', z.strictObject({ factor: z.number().positive().optional().meta({ default: 2 }) }), 'Instances requested meanwhile take longer to boot.'),
  fault('boot_fail', z.strictObject({ share: share.optional().meta({ default: '100%' }) }), 'Instances requested meanwhile never answer.'),
  fault('instance_loss', targets, 'Instances die without notice.'),
  fault('spot_storm', targets, 'Spot instances are taken back, with notice.'),
  fault('zone_outage', z.strictObject({ zone }), 'A zone loses its instances and takes no new ones.'),
  fault(
    'gitlab_outage',
    z.strictObject({ status: count(0, 599).optional().meta({ default: 503 }) }),
    'GitLab answers with an error, or (status 0) not at all.',
  ),
  fault('network_partition', targets, 'Instances run but cannot be reached.'),
  fault('nesting_crash', targets, 'The nesting daemon dies with its VMs.'),
  fault(
    'manager_restart',
    z.strictObject({
      signal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL']).optional().meta({ default: 'SIGTERM' }),
      down: duration.optional().meta({ default: '30s' }),
      state: z.enum(['kept', 'lost']).optional().meta({ default: 'kept' }),
    }),
    'The manager gets a signal and starts again.',
  ),
  fault('foreign_termination', targets, 'Somebody else removes instances of the group.'),
]);

export type FaultDocument = z.infer<typeof faultSchema>;
export type TargetsDocument = z.infer<typeof targets>;
