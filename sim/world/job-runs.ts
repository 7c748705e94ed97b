import { assert } from '../../core/assert.ts';
import type { JobConfig } from '../../core/config.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { foldJob, type FoldedJob } from '../../core/job/fold.ts';
import type { JobEvent } from '../../core/job/job-event.ts';
import { JobMachine } from '../../core/job/job-machine.ts';
import type { JobPlan } from '../../core/job/job-plan.ts';
import type { JobOutcome } from '../../core/job/outcome.ts';
import { replayJob } from '../../core/job/replay.ts';
import type { StopCause } from '../../core/job/stop-cause.ts';
import { stepStage } from '../../core/job/stages.ts';
import type { ErrorKind } from '../measure/error-kind.ts';
import type { FleetModel } from '../scenario/fleet-model.ts';
import type { WorkloadStream } from '../scenario/workload-stream.ts';
import type { CloudInstance } from './cloud-instance.ts';
import { Contention } from './contention.ts';
import { JobDraws } from './job-draws.ts';
import { JobRun } from './job-run.ts';
import type { JobTable } from './job-table.ts';
import { MachineWorld } from './machine-world.ts';

/** What running jobs need of the world around them. */
export interface RunWorld {
  readonly now: number;
  /** A folded job's end. */
  scheduleEnd(at: number, payload: number): void;
  /** An answer to a job machine that runs unfolded. */
  scheduleStep(at: number, run: JobRun, version: number, event: JobEvent): void;
  scheduleTimer(at: number, run: JobRun, version: number): void;
  /** What a job machine has to say to the manager, after the current event. */
  tell(event: Event): void;
  /** The machine tries to prepare, has started its first stage, waits for another instance, or has ended. */
  preparing(run: JobRun): void;
  prepared(run: JobRun, at: number): void;
  waiting(run: JobRun): void;
  /** A folded job has run from the start of its first stage, in hindsight, to its end. */
  completed(run: JobRun, outcome: JobOutcome): void;
  ended(run: JobRun, outcome: JobOutcome): void;
  count(error: ErrorKind): void;
}

/** Largest number of job runs at once. The payload of an end is the run's index, and above it the version that tells it from another run there. */
const indexSpan = 0x100000;
const indexMask = indexSpan - 1;

const lost: JobOutcome = { state: 'failed', reason: 'runner_system_failure', exitCode: null, instanceFault: null };
const success: JobOutcome = { state: 'success', reason: null, exitCode: null, instanceFault: null };

/**
 * The jobs that have a machine. A job that nothing will disturb is one event: its end, computed by the core's own `foldJob`. Any other job, and one that is
 * disturbed in its middle, runs on the core's job machine step by step.
 */
export class JobRuns {
  readonly #world: RunWorld;
  readonly #table: JobTable;
  readonly #contention: Contention;
  readonly #configs: readonly JobConfig[];
  readonly #plans: readonly (readonly JobPlan[])[];
  readonly #draws: JobDraws;
  readonly #machines: MachineWorld;
  readonly #runs: JobRun[] = [];
  readonly #free: number[] = [];
  readonly #folded: FoldedJob = { firstStage: 0, end: 0, exitCode: 0 };
  /** Runs every job step by step, to show that folding changes nothing. */
  readonly #unfoldAll: boolean;

  constructor(
    world: RunWorld,
    table: JobTable,
    model: FleetModel,
    streams: readonly WorkloadStream[],
    configs: readonly JobConfig[],
    isImageAllowed: (runner: number, image: string) => boolean,
    seed: number,
    unfoldAll: boolean,
  ) {
    this.#world = world;
    this.#table = table;
    this.#contention = new Contention(model.contentionPerExtraJob);
    this.#configs = configs;
    this.#plans = configs.map((config, runner) => streams.map((stream) => planOf(stream, config, (image) => isImageAllowed(runner, image))));
    this.#draws = new JobDraws(table, model, seed);
    this.#machines = new MachineWorld(world, this.#draws, this.#contention, {
      ended: (run, outcome) => {
        this.#finish(run, outcome);
      },
      left: (run) => {
        this.#leave(run);
      },
    });
    this.#unfoldAll = unfoldAll;
  }

  /** Runs in flight. */
  get active(): number {
    return this.#runs.length - this.#free.length;
  }

  /** Starts the machine of a job on a slot. */
  start(effect: Extract<Effect, { kind: 'start-job' }>, cloud: CloudInstance): void {
    const run = this.#obtain();
    const { now } = this.#world;
    run.key = effect.key;
    run.job = effect.job.id;
    run.runner = effect.runner;
    this.#join(run, cloud);
    run.slot = effect.slot;
    run.receivedAt = effect.receivedAt;
    run.startedAt = now;
    run.tries = 0;
    this.#draws.draw(run, this.#configOf(run));
    this.#world.preparing(run);
    if (!this.#unfoldAll && this.#isUndisturbed(run) && this.#fold(run)) return;
    run.machine = new JobMachine(this.#planOf(run), this.#configOf(run));
    this.#machines.step(run, { kind: 'started', at: now, receivedAt: run.receivedAt, instance: effect.instance.id, slot: effect.slot });
  }

  /** Gives a machine the slot for its next try. */
  rebind(effect: Extract<Effect, { kind: 'rebind-job' }>, cloud: CloudInstance): void {
    const run = this.#byKey(effect.key);
    if (run === undefined) return;
    this.#join(run, cloud);
    run.slot = effect.slot;
    run.tries++;
    this.#draws.draw(run, this.#configOf(run));
    this.#world.preparing(run);
    this.#machines.step(run, { kind: 'rebound', at: this.#world.now, instance: effect.instance.id, slot: effect.slot });
  }

  /** Tells a machine that the manager wants the job to end. */
  stop(key: number, cause: StopCause): void {
    const run = this.#byKey(key);
    if (run === undefined) return;
    this.#unfold(run);
    this.#machines.step(run, { kind: 'stop', at: this.#world.now, cause });
  }

  /** The end of a folded job has come; false when it was disturbed since. */
  end(payload: number): boolean {
    const run = this.#runs[payload & indexMask];
    if (run === undefined || !run.active || run.machine !== null || run.version * indexSpan + run.index !== payload) return false;
    const { exitCode, key } = run;
    const outcome: JobOutcome = run.failingStage === -1 ? success : { state: 'failed', reason: 'script_failure', exitCode, instanceFault: null };
    this.#world.completed(run, outcome);
    this.#release(run);
    this.#world.tell({ kind: 'job-ended', at: this.#world.now, key, outcome });
    return true;
  }

  /** An answer to a machine that runs unfolded. */
  step(run: JobRun, version: number, event: JobEvent): void {
    if (run.active && run.version === version && run.machine !== null) this.#machines.step(run, event);
  }

  timer(run: JobRun, version: number): void {
    const { now } = this.#world;
    if (run.active && run.version === version && run.machine !== null && run.machine.wakeAt <= now) this.#machines.step(run, { kind: 'wake', at: now });
  }

  /** An instance is gone, or its connections are cut: every job on it loses its session. */
  disconnect(cloud: CloudInstance): void {
    for (const run of this.#onInstance(cloud)) {
      this.#unfold(run);
      this.#machines.loseSession(run);
    }
  }

  /** The manager is gone, and with it every machine and its job. */
  abandonAll(): void {
    for (const run of this.#runs) {
      if (!run.active) continue;
      if (run.machine === null && run.firstStageAt <= this.#world.now) this.#world.prepared(run, run.firstStageAt);
      this.#world.ended(run, lost);
      this.#release(run);
    }
  }

  #onInstance(cloud: CloudInstance): JobRun[] {
    if (cloud.jobCount === 0) return noRuns;
    return this.#runs.filter((run) => run.active && run.cloud === cloud);
  }

  #byKey(key: number): JobRun | undefined {
    return this.#runs.find((run) => run.active && run.key === key);
  }

  #obtain(): JobRun {
    const index = this.#free.pop();
    let run = index === undefined ? undefined : this.#runs[index];
    if (run === undefined) {
      run = new JobRun(this.#runs.length);
      assert(run.index < indexSpan, 'a simulation has at most a million jobs running at once');
      this.#runs.push(run);
    }
    run.active = true;
    run.machine = null;
    run.firstStageAt = -1;
    return run;
  }

  #release(run: JobRun): void {
    run.active = false;
    run.version++;
    this.#leave(run);
    run.machine = null;
    this.#free.push(run.index);
  }

  #planOf(run: JobRun): JobPlan {
    return (this.#plans[run.runner] as readonly JobPlan[])[this.#table.stream[run.job] as number] as JobPlan;
  }

  #configOf(run: JobRun): JobConfig {
    return this.#configs[run.runner] as JobConfig;
  }

  #isUndisturbed(run: JobRun): boolean {
    const cloud = run.cloud as CloudInstance;
    if (!cloud.answers(this.#world.now) || this.#draws.connectFails(run)) return false;
    if (!this.#configOf(run).vmIsolation) return true;
    return cloud.daemonDownUntil <= this.#world.now && !this.#draws.vmFails(run);
  }

  /** Schedules the end of a job that nothing disturbs; false when its machine must run. */
  #fold(run: JobRun): boolean {
    if (this.#contention.isFelt) this.#contention.begin(run, this.#draws.work(run), run.startedAt);
    const folded = foldJob(this.#planOf(run), this.#configOf(run), run, run.startedAt - run.receivedAt, this.#folded);
    if (folded === null) return false;
    run.firstStageAt = run.startedAt + folded.firstStage;
    if (this.#contention.isFelt) run.progressAt = run.firstStageAt;
    this.#world.scheduleEnd(run.startedAt + folded.end, run.version * indexSpan + run.index);
    return true;
  }

  /** A job more on an instance: its neighbours go slower from now on. */
  #join(run: JobRun, cloud: CloudInstance): void {
    if (this.#contention.isFelt) this.#changed.push(cloud);
    run.cloud = cloud;
    cloud.jobCount++;
  }

  #leave(run: JobRun): void {
    const { cloud } = run;
    if (cloud === null) return;
    run.cloud = null;
    cloud.jobCount--;
    if (this.#contention.isFelt) this.#changed.push(cloud);
  }

  /** Instances on which the number of jobs has changed, perhaps to and fro. */
  readonly #changed: CloudInstance[] = [];

  /** After the manager has heard of what has changed: the jobs that share an instance with others are paced anew. */
  settle(): void {
    for (let cloud = this.#changed.pop(); cloud !== undefined; cloud = this.#changed.pop()) this.#repace(cloud);
  }

  /** Each job's end moves with its new pace, a folded one's and that of a machine. */
  #repace(cloud: CloudInstance): void {
    const { now } = this.#world;
    for (const run of this.#onInstance(cloud)) {
      if (run.machine !== null) {
        const { phase, op } = run.machine.save();
        if (phase === 'running-stage' && this.#contention.repace(run, now)) this.#machines.moveStageEnd(run, op);
      } else if (this.#contention.repace(run, now)) {
        run.version++;
        const end = run.firstStageAt + (run.stages[0] as number);
        // A neighbour can slow a job beyond its own time-out, and then its machine must run.
        if (foldJob(this.#planOf(run), this.#configOf(run), run, run.startedAt - run.receivedAt, this.#folded) === null) this.#unfold(run);
        else this.#world.scheduleEnd(end, run.version * indexSpan + run.index);
      }
    }
  }

  /** Brings a folded job's machine to the state in which it would be now. */
  #unfold(run: JobRun): void {
    if (run.machine !== null) return;
    const { now } = this.#world;
    const instance = run.cloud?.id ?? '';
    const start = { at: run.startedAt, receivedAt: run.receivedAt, instance, slot: run.slot };
    const { machine, answer } = replayJob(this.#planOf(run), this.#configOf(run), run, start, now);
    run.machine = machine;
    run.version++;
    if (run.firstStageAt > now) run.firstStageAt = -1;
    else this.#world.prepared(run, run.firstStageAt);
    if (answer !== null) this.#world.scheduleStep(answer.at, run, run.version, answer);
    if (machine.wakeAt !== Number.POSITIVE_INFINITY) this.#world.scheduleTimer(machine.wakeAt, run, run.version);
  }

  #finish(run: JobRun, outcome: JobOutcome): void {
    const { key } = run;
    this.#world.ended(run, outcome);
    this.#release(run);
    this.#world.tell({ kind: 'job-ended', at: this.#world.now, key, outcome });
  }
}

const noRuns: JobRun[] = [];

/** Stands for the image of jobs of which the scenario says none, where a nested machine takes no job without one. */
const unsaidImage = 'an image';

function planOf({ job: { image, timeoutMs } }: WorkloadStream, { vmIsolation, vmImage }: JobConfig, isAllowed: (image: string) => boolean): JobPlan {
  return {
    image: image === null && vmIsolation && vmImage === '' ? unsaidImage : image,
    imageAllowed: image === null || isAllowed(image),
    configurationError: null,
    timeout: timeoutMs,
    scriptTimeout: 0,
    afterScriptIgnoreErrors: true,
    stages: [{ stage: stepStage('script'), attempts: 1, timeout: 0 }],
  };
}
