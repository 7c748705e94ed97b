/** Answers an effect: the completion event carries the number of the effect that it completes. */
export type Op = number;

/** Names one place for a job from its reservation to its release; unique within a manager. */
export type AcquisitionKey = number;

/** Index of a `[[runners]]` table among the runners that the manager serves. */
export type RunnerIndex = number;

/** The identity that a fleet gives to an instance. */
export type InstanceId = string;

/** GitLab's number of a job (in a simulation: its place in the workload). */
export type JobId = number;
