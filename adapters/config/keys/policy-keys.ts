import { key } from '../key-builders.ts';

/** The keys of `[[runners.autoscaler.policy]]`. The last policy in the file with a matching period is in force. */
export const policyKeys = {
  periods: key.strings(['* * * * *'], 'Minutes in which the policy may be in force: unix-cron expressions of five fields, read in timezone.'),
  timezone: key.string('', 'IANA name of the zone in which periods are read.', "the system's zone; in a simulation clock.timezone"),
  idle_count: key.int(0, 'Job slots (not instances) to keep ready and free.', { min: 0 }),
  idle_time: key.duration(0, 'How long an instance stays surplus before it may be removed.', { min: 0 }),
  scale_factor: key.float(0, 'Idle slots to keep for each slot in use; the larger of this and idle_count counts.', { min: 0 }),
  scale_factor_limit: key.int(0, 'Most idle slots that scale_factor may ask for.', { min: 0, note: 'no limit' }),
  preemptive_mode: key.optionalBool(
    'Request a job only when an idle slot is ready for it; otherwise as soon as one could be made.',
    'true where idle_count > 0',
  ),
  burst_factor: key.float(
    0.5,
    "Idle slots to keep for each job of a burst that outruns the ready slots (Drydock's own; 0 grows by idle_count per boot time, as upstream does).",
    { min: 0 },
  ),
};
