/** Kinds of failures that a run counts, over all of it, and what each counts; `errors.<kind>` is its metric. */
export const errorKinds = {
  acquire_timeout: 'Jobs that no instance was found for within instance_acquire_timeout.',
  connect: 'Dials of jobs that failed on an instance that runs.',
  create: 'Requested instances that the cloud accepted and never made.',
  delete: 'Deletions that the cloud accepted and did not carry out.',
  probe: 'Probes of suspect instances that nobody answered.',
  ready_up: 'Instances that nobody could reach to make them ready.',
  spot: 'Spot instances that were taken back.',
  vm: 'Virtual machines in instances that did not start.',
} as const;

export type ErrorKind = keyof typeof errorKinds;
