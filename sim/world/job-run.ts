import type { Instance } from '../../core/fleet/instance.ts';
import type { JobMachine } from '../../core/job/job-machine.ts';
import type { JobSpans } from '../../core/job/job-spans.ts';
import type { CloudInstance } from './cloud-instance.ts';

/** One job that has a machine: folded into its end as long as nothing disturbs it. Records are used again. */
export class JobRun implements JobSpans {
  readonly index: number;
  /** Told apart from earlier and later runs in the same record. */
  version = 0;
  active = false;
  key = 0;
  job = 0;
  runner = 0;
  instance: Instance | null = null;
  cloud: CloudInstance | null = null;
  slot = 0;
  receivedAt = 0;
  /** When the machine started, and when the last try to prepare began. */
  startedAt = 0;
  preparingSince = 0;
  /** When the first stage starts; −1 while that is not known. */
  firstStageAt = -1;
  /** Prepare tries so far: each draws anew. */
  tries = 0;
  dial = 0;
  createVm = 0;
  dialVm = 0;
  readonly stages = new Float64Array(1);
  failingStage = -1;
  exitCode = 0;
  deleteVm = 0;
  close = 0;
  /** null while folded. */
  machine: JobMachine | null = null;
  /** Of a folded job on a shared instance: the script's own time that is left at `progressAt`, and how much slower it goes since. */
  workLeft = 0;
  progressAt = 0;
  slowdown = 1;

  constructor(index: number) {
    this.index = index;
  }
}
