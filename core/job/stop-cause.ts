/** Why the manager stops a running job machine. */
export type StopCause = 'instance-vanished' | 'canceled' | 'interrupted' | 'no-instance';
