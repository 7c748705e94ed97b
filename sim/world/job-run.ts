import type { JobMachine } from '../../core/job/job-machine.ts';
import type { JobSpans } from '../../core/job/job-spans.ts';
import type { CloudInstance } from './cloud-instance.ts';

/** Above what makes the payload of an end an integer of 31 bits, so that an engine need not see that some payloads are larger when it has compiled everything for small ones. */
const firstVersion = 0x1000;

/** One job that has a machine: folded into its end as long as nothing disturbs it. Records are used again. */
export class JobRun implements JobSpans {
  readonly index: number;
  // What a folded job needs at its end stands first: with ten thousand jobs running, each line of memory counts.
  active = false;
  /** null while folded. */
  machine: JobMachine | null = null;
  /** Told apart from earlier and later runs in the same record. */
  version = firstVersion;
  key = 0;
  job = 0;
  cloud: CloudInstance | null = null;
  failingStage = -1;
  exitCode = 0;
  /** When the first stage starts; −1 while that is not known. */
  firstStageAt = -1;
  /** When the last try to prepare began. */
  preparingSince = 0;
  /** Whether its job belongs to the statistics. */
  counted = false;
  runner = 0;
  slot = 0;
  receivedAt = 0;
  /** When the machine started. */
  startedAt = 0;
  /** Prepare tries so far: each draws anew. */
  tries = 0;
  dial = 0;
  createVm = 0;
  dialVm = 0;
  readonly stages = [0];
  deleteVm = 0;
  close = 0;
  /** Of a job that may share its instance: the script's own time that is left at `progressAt`, and how much slower it goes since. */
  workLeft = 0;
  progressAt = 0;
  slowdown = 1;

  constructor(index: number) {
    this.index = index;
  }
}
