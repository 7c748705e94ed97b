import type { Fault } from '../../core/fault.ts';
import type { JobEffect } from '../../core/job/job-effect.ts';
import type { JobEvent } from '../../core/job/job-event.ts';
import type { JobOutcome } from '../../core/job/outcome.ts';
import type { CloudInstance } from './cloud-instance.ts';
import type { Contention } from './contention.ts';
import type { JobDraws } from './job-draws.ts';
import type { JobRun } from './job-run.ts';
import type { RunWorld } from './job-runs.ts';

const lostConnection: Fault = { code: 'unreachable', detail: 'the connection to the instance was lost' };
const refusedDial: Fault = { code: 'unreachable', detail: 'the instance does not answer' };
const failedVm: Fault = { code: 'command-failed', detail: 'the nesting daemon could not create a VM' };
const daemonDown: Fault = { code: 'unreachable', detail: 'the nesting daemon does not answer' };
/** What a shell that was killed says. */
const killedExitCode = 137;

/** Who keeps the runs whose machines these are. */
export interface MachineOwner {
  ended(run: JobRun, outcome: JobOutcome): void;
  /** A machine has given its slot back and waits for another. */
  left(run: JobRun): void;
}

/** The world of the job machines that run unfolded: it answers what they ask, after the spans that were drawn, or not at all. */
export class MachineWorld {
  readonly #world: RunWorld;
  readonly #draws: JobDraws;
  readonly #contention: Contention;
  readonly #owner: MachineOwner;

  constructor(world: RunWorld, draws: JobDraws, contention: Contention, owner: MachineOwner) {
    this.#world = world;
    this.#draws = draws;
    this.#contention = contention;
    this.#owner = owner;
  }

  /** The session under a machine breaks: whatever it waits for fails. */
  loseSession(run: JobRun): void {
    if (run.machine === null) return;
    const { phase, op } = run.machine.save();
    const { now } = this.#world;
    switch (phase) {
      case 'dialing':
        this.step(run, { kind: 'dialed', at: now, op, fault: lostConnection });
        return;
      case 'creating-vm':
        this.step(run, { kind: 'vm-created', at: now, op, vm: '', stomped: null, fault: lostConnection });
        return;
      case 'dialing-vm':
        this.step(run, { kind: 'vm-dialed', at: now, op, fault: lostConnection });
        return;
      case 'running-stage':
      case 'killing-stage':
        this.step(run, { kind: 'stage-ended', at: now, op, exitCode: null, fault: lostConnection });
        return;
      case 'new':
      case 'pausing':
      case 'pausing-stage':
      case 'deleting-vm':
      case 'closing':
      case 'ended':
    }
  }

  /** The stage under way ends at another time than was thought. */
  moveStageEnd(run: JobRun, op: number): void {
    const { machine } = run;
    if (machine === null) return;
    run.version++;
    this.#scheduleStageEnd(run, op);
    if (machine.wakeAt !== Number.POSITIVE_INFINITY) this.#world.scheduleTimer(machine.wakeAt, run, run.version);
  }

  /** Hands an event to a machine, and what comes out of it to the world. */
  step(run: JobRun, event: JobEvent): void {
    const { machine } = run;
    if (machine === null) return;
    const effects: JobEffect[] = [];
    machine.step(event, effects);
    for (const effect of effects) this.#perform(run, effect);
  }

  #perform(run: JobRun, effect: JobEffect): void {
    const { now } = this.#world;
    switch (effect.kind) {
      case 'dial':
        this.#dial(run, effect);
        return;
      case 'create-vm':
        this.#createVm(run, effect);
        return;
      case 'dial-vm':
        this.#world.scheduleStep(now + run.dialVm, run, run.version, { kind: 'vm-dialed', at: now + run.dialVm, op: effect.op, fault: null });
        return;
      case 'run-stage':
        this.#runStage(run, effect);
        return;
      case 'kill-stage':
        this.#world.scheduleStep(now, run, run.version, { kind: 'stage-ended', at: now, op: effect.op, exitCode: killedExitCode, fault: null });
        return;
      case 'delete-vm':
        this.#world.scheduleStep(now, run, run.version, { kind: 'vm-deleted', at: now, op: effect.op, fault: null });
        return;
      case 'close':
        this.#world.scheduleStep(now, run, run.version, { kind: 'closed', at: now, op: effect.op });
        return;
      case 'ask-instance':
        this.#world.waiting(run);
        this.#owner.left(run);
        this.#world.tell({ kind: 'instance-refused', at: now, key: run.key, fault: effect.fault });
        return;
      case 'wake':
        this.#world.scheduleTimer(effect.at, run, run.version);
        return;
      case 'report':
        return;
      case 'ended':
        this.#owner.ended(run, effect.outcome);
    }
  }

  #dial(run: JobRun, effect: Extract<JobEffect, { kind: 'dial' }>): void {
    const { now } = this.#world;
    const cloud = run.cloud as CloudInstance;
    if (!cloud.answers(now)) return;
    const fails = this.#draws.connectFails(run);
    if (fails) this.#world.count('connect');
    this.#world.scheduleStep(now + run.dial, run, run.version, { kind: 'dialed', at: now + run.dial, op: effect.op, fault: fails ? refusedDial : null });
  }

  #createVm(run: JobRun, effect: Extract<JobEffect, { kind: 'create-vm' }>): void {
    const { now } = this.#world;
    const isDown = (run.cloud as CloudInstance).daemonDownUntil > now;
    const fault = isDown ? daemonDown : this.#draws.vmFails(run) ? failedVm : null;
    if (fault !== null) this.#world.count('vm');
    const at = isDown ? now : now + run.createVm;
    this.#world.scheduleStep(at, run, run.version, { kind: 'vm-created', at, op: effect.op, vm: `nesting-${String(effect.slot)}`, stomped: null, fault });
  }

  #runStage(run: JobRun, effect: Extract<JobEffect, { kind: 'run-stage' }>): void {
    const { now } = this.#world;
    if (run.firstStageAt === -1) {
      run.firstStageAt = now;
      if (this.#contention.isFelt) this.#contention.begin(run, this.#draws.work(run), now);
      this.#world.prepared(run, now);
    }
    this.#scheduleStageEnd(run, effect.op);
  }

  #scheduleStageEnd(run: JobRun, op: number): void {
    const at = run.firstStageAt + (run.stages[0] as number);
    this.#world.scheduleStep(at, run, run.version, {
      kind: 'stage-ended',
      at,
      op,
      exitCode: run.failingStage === 0 ? run.exitCode : 0,
      fault: null,
    });
  }
}
