/** The labels by which containers are known, whichever manager made them. */
export const label = {
  /** Value: the group's name. Every container of this plugin has it. */
  group: 'drydock.group',
  /** Value: its loopback address; empty where it is reached at a port of its own. */
  address: 'drydock.address',
  /** Value: milliseconds since 1970, from when on it counts as running. */
  runningAt: 'drydock.running-at',
} as const;
