import type { Fault } from '../fault.ts';
import type { InstanceId, Op } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { JobStatus } from './job-effect.ts';
import type { JobFailure } from './job-failure.ts';

/** What a job machine waits for. */
export type JobPhase =
  | 'new'
  | 'dialing'
  | 'creating-vm'
  | 'dialing-vm'
  /** Between two tries of the preparation: for the pause to pass and, where one was asked for, for an instance. */
  | 'pausing'
  | 'running-stage'
  /** For a killed stage to end. */
  | 'killing-stage'
  /** Between two attempts at a stage. */
  | 'pausing-stage'
  | 'deleting-vm'
  | 'closing'
  | 'ended';

/** Why a stage is killed: others still follow, or, after `job-timeout` and `stop`, none. */
export type KillCause = 'canceled' | 'script-timeout' | 'stage-timeout' | 'job-timeout' | 'stop';

/** All that changes in a job machine, as plain JSON. */
export interface JobState {
  phase: JobPhase;
  /** The last operation number given out; the only one that an answer may carry. */
  op: Op;
  /** When the phase ends by itself. */
  phaseEndsAt: Ticks;
  /** The instant of the `wake` that is still to come; -1 for none. */
  wakeAt: Ticks;
  /** When the preparation, and when the job, has lasted too long. */
  prepareEndsAt: Ticks;
  jobEndsAt: Ticks;
  instance: InstanceId;
  slot: number;
  /** False from `ask-instance` until `rebound`. */
  bound: boolean;
  /** Tries of the preparation that began. */
  tries: number;
  /** When the next try may begin. */
  retryAt: Ticks;
  /** Whether a connection exists or is being opened. */
  connected: boolean;
  /** The VM to delete; null for none. */
  vm: string | null;
  /** Whether what is under way ends the job, a killing or a teardown; false where a teardown is that of a try of its preparation. */
  ending: boolean;
  /** Whether the coordinator takes no more of the log. */
  logClosed: boolean;
  /** Index of the stage among the plan's; -1 before the first. */
  stageIndex: number;
  /** Attempts at that stage that began. */
  attempts: number;
  /** Whether `clear_worktree` runs in its place. */
  clearing: boolean;
  /** When the script has lasted too long; 0 before it began. */
  scriptEndsAt: Ticks;
  status: JobStatus;
  killCause: KillCause | null;
  /** Why the job fails; null while nothing that counts has failed. */
  failure: JobFailure | null;
  /** What the instance of the last try is to be blamed for. */
  instanceFault: Fault | null;
}

/** The state of a machine that has not started. */
export function newJobState(): JobState {
  return {
    phase: 'new',
    op: 0,
    phaseEndsAt: 0,
    wakeAt: -1,
    prepareEndsAt: 0,
    jobEndsAt: 0,
    instance: '',
    slot: 0,
    bound: false,
    tries: 0,
    retryAt: 0,
    connected: false,
    vm: null,
    ending: false,
    logClosed: false,
    stageIndex: -1,
    attempts: 0,
    clearing: false,
    scriptEndsAt: 0,
    status: 'running',
    killCause: null,
    failure: null,
    instanceFault: null,
  };
}
