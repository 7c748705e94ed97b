/** Why the manager stops a running job. */
export type StopCause = 'instance-vanished' | 'canceled' | 'interrupted';
