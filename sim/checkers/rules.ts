import { scaleToZero, stability } from './convergence.ts';
import { counters } from './counters.ts';
import { growth } from './growth.ts';
import { idleRemoval } from './idle-removal.ts';
import { instanceLimit } from './instance-limit.ts';
import { keys } from './keys.ts';
import { lostInstance } from './lost-instance.ts';
import { missedUpdates } from './missed-updates.ts';
import { nestingSlots } from './nesting-slots.ts';
import { policyInForce } from './policy-in-force.ts';
import { policySwitch } from './policy-switch.ts';
import { preemptiveMode } from './preemptive-mode.ts';
import { removalDelay } from './removal-delay.ts';
import { removal } from './removal.ts';
import { reservationLife } from './reservation-life.ts';
import { reservationLimit } from './reservation-limit.ts';
import { restoredInstance } from './restored-instance.ts';
import type { Rule } from './rule.ts';
import { scaleThrottle } from './scale-throttle.ts';
import { shutdownDeletion } from './shutdown-deletion.ts';
import { slots } from './slots.ts';
import { useCount } from './use-count.ts';

/** Every invariant that can be watched while a world runs. */
export const rules: readonly Rule[] = [
  counters,
  instanceLimit,
  slots,
  keys,
  useCount,
  removal,
  idleRemoval,
  stability,
  scaleToZero,
  preemptiveMode,
  reservationLimit,
  growth,
  scaleThrottle,
  policyInForce,
  lostInstance,
  restoredInstance,
  nestingSlots,
  missedUpdates,
  shutdownDeletion,
  reservationLife,
  removalDelay,
  policySwitch,
];
