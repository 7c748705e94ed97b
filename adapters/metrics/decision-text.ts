import { unreachable } from '../../core/assert.ts';
import type { CapacityInputs, Decision, GrowthLimit, RefusalReason } from '../../core/decision.ts';

const limits: Readonly<Record<GrowthLimit, string>> = {
  none: '',
  'max-instances': ', held back by max_instances',
  throttle: ', held back by scale_throttle',
  'back-off': ', held back after failures',
};
const refusals: Readonly<Record<RefusalReason, string>> = {
  'no-available-capacity': 'no slot is ready, and preemptive mode waits for one',
  'no-potential-capacity': 'no slot is free, and no instance can be added',
  throttled: 'reservation_throttling holds back the last idle instance',
  'shutting-down': 'the manager is shutting down',
};

/**
 * A decision in words, for people. The words of its kinds and reasons are the decision's own.
 *
 * @param timeText says an instant of the core's time.
 */
export function decisionText(decision: Decision, timeText: (at: number) => string): string {
  switch (decision.kind) {
    case 'scale-up':
      return `scale-up: ${decision.granted} of ${instances(decision.wanted)} wanted${limits[decision.limit]} (${inputsText(decision.inputs)})`;
    case 'remove':
      return `remove ${decision.id}: ${decision.reason} (${inputsText(decision.inputs)})`;
    case 'withdraw':
      return `withdraw ${decision.id}: surplus, goes as soon as no reservation needs it (${inputsText(decision.inputs)})`;
    case 'refuse-reservation':
      return `no job is requested: ${refusals[decision.reason]} (${inputsText(decision.inputs)})`;
    case 'switch-policy':
      return decision.policy === null ? 'no policy is active: idle_count 0, idle_time 5m' : `policy ${decision.policy} is in force`;
    case 'suspect':
      return `suspect ${decision.id}: ${decision.detail}`;
    case 'trust':
      return `trust ${decision.id} again`;
    case 'lose-instance':
      return `lost ${decision.id}${decision.jobs === 0 ? '' : ` with ${decision.jobs} job${decision.jobs === 1 ? '' : 's'}`}`;
    case 'back-off':
      return `back-off: ${decision.what} until ${timeText(decision.until)}${decision.what === 'requests' ? ', as GitLab refuses the runner: is its token still valid?' : ''}`;
    case 'alert':
      return `alert: ${decision.what}${decision.id === null ? '' : ` ${decision.id}`}`;
    case 'shut-down':
      return `shut-down: ${decision.mode}, ${decision.jobs} job${decision.jobs === 1 ? '' : 's'} in hand`;
    default:
      return unreachable(decision);
  }
}

function instances(count: number): string {
  return `${count} instance${count === 1 ? '' : 's'}`;
}

function inputsText({ acquired, pending, reserved, free, readyFree, idleTarget, instances: known, maxInstances }: CapacityInputs): string {
  const max = maxInstances === 0 || maxInstances >= Number.MAX_SAFE_INTEGER ? '' : ` of ${maxInstances}`;
  return `acquired ${acquired}, pending ${pending}, reserved ${reserved}, free ${free}, ready ${readyFree}, idle target ${idleTarget}, instances ${known}${max}`;
}
