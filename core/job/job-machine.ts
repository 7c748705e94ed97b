import { assert } from '../assert.ts';
import type { JobConfig } from '../config.ts';
import { never, type Ticks } from '../time.ts';
import { JobContext } from './job-context.ts';
import type { JobEffect } from './job-effect.ts';
import type { JobEvent } from './job-event.ts';
import { canceledFailure, stopFailure } from './job-failure.ts';
import type { JobPlan } from './job-plan.ts';
import { newJobState, type JobState } from './job-state.ts';
import { Preparation } from './preparation.ts';
import { StageSequence } from './stage-sequence.ts';
import type { StopCause } from './stop-cause.ts';
import { Teardown } from './teardown.ts';

/**
 * One job from the slot that it was given to the slot's release: preparation, stages, teardown, and whatever may interrupt them.
 *
 * It always ends: whatever it waits for has a deadline, and it goes on without an answer when that has passed.
 *
 * @remarks Source: semantics.md §4 and §5, peer-runner.md §1.3, §1.4 and §2.
 */
export class JobMachine {
  readonly #context: JobContext;
  readonly #teardown: Teardown;
  readonly #stages: StageSequence;
  readonly #preparation: Preparation;

  constructor(plan: JobPlan, config: JobConfig, state: JobState = newJobState()) {
    this.#context = new JobContext(plan, config, state);
    this.#teardown = new Teardown(this.#context);
    this.#stages = new StageSequence(this.#context, this.#teardown);
    this.#preparation = new Preparation(this.#context, this.#stages, this.#teardown);
  }

  /** The machine that `save` described. */
  static restore(plan: JobPlan, config: JobConfig, saved: JobState): JobMachine {
    return new JobMachine(plan, config, { ...saved });
  }

  /** The whole state, as plain JSON. */
  save(): JobState {
    return { ...this.#context.state };
  }

  /** When the machine acts by itself if nothing comes before; `never` before it starts and once it has ended. */
  get wakeAt(): Ticks {
    const { phase, phaseEndsAt } = this.#context.state;
    return phase === 'new' || phase === 'ended' ? never : phaseEndsAt;
  }

  get ended(): boolean {
    return this.#context.state.phase === 'ended';
  }

  /**
   * Takes one event and appends what is to be done to `effects`. After the end every event is ignored.
   *
   * @throws InvariantError when the first event is not `started`, or a later one is.
   */
  step(event: JobEvent, effects: JobEffect[]): void {
    const { state } = this.#context;
    if (this.ended) return;
    assert((event.kind === 'started') === (state.phase === 'new'), 'a job machine starts once, and first of all');
    this.#context.at = event.at;
    this.#context.effects = effects;
    this.#take(event);
    if (state.phase === 'pausing') this.#preparation.resume();
    this.#setTimer();
  }

  #setTimer(): void {
    const { state, effects } = this.#context;
    if (this.ended || state.phaseEndsAt === state.wakeAt) return;
    state.wakeAt = state.phaseEndsAt;
    effects.push({ kind: 'wake', at: state.wakeAt });
  }

  #take(event: JobEvent): void {
    switch (event.kind) {
      case 'started':
        return this.#preparation.start(event.receivedAt, event.instance, event.slot);
      case 'rebound':
        return this.#preparation.bind(event.instance, event.slot);
      case 'stop':
        return this.#stop(event.cause);
      case 'canceled':
        return event.form === 'hard' ? this.#stop('canceled') : this.#cancel();
      case 'wake':
        this.#context.state.wakeAt = -1;
        return event.at >= this.#context.state.phaseEndsAt ? this.#timeUp() : undefined;
      default:
        return this.#answered(event);
    }
  }

  #answered(event: Extract<JobEvent, { op: number }>): void {
    const { state } = this.#context;
    if (event.op !== state.op) return;
    switch (event.kind) {
      case 'dialed':
        return state.phase === 'dialing' ? this.#preparation.dialed(event.fault) : undefined;
      case 'vm-created':
        return state.phase === 'creating-vm' ? this.#preparation.vmCreated(event.vm, event.stomped, event.fault) : undefined;
      case 'vm-dialed':
        return state.phase === 'dialing-vm' ? this.#preparation.vmDialed(event.fault) : undefined;
      case 'stage-ended':
        if (state.phase === 'killing-stage') return this.#stages.killed();
        return state.phase === 'running-stage' ? this.#stages.ended(event.exitCode, event.fault) : undefined;
      case 'vm-deleted':
        return state.phase === 'deleting-vm' ? this.#teardown.close() : undefined;
      case 'closed':
        return state.phase === 'closing' ? this.#teardown.finish() : undefined;
    }
  }

  #stop(cause: StopCause): void {
    const { state, plan, config } = this.#context;
    if (cause === 'canceled') state.logClosed = true;
    const gone = cause === 'instance-vanished';
    if (gone) state.vm = null;
    this.#teardown.stop(stopFailure(cause, plan, config));
    // Nothing is left of what there was to wait for.
    if (gone && state.phase === 'killing-stage' && state.ending) this.#stages.killed();
    if (gone && state.phase === 'deleting-vm') this.#teardown.close();
  }

  /** A job canceled before its stages runs none. */
  #cancel(): void {
    const { phase } = this.#context.state;
    if (phase === 'running-stage' || phase === 'killing-stage' || phase === 'pausing-stage') this.#stages.cancel();
    else this.#teardown.stop(canceledFailure());
  }

  /** What the phase waited for did not come. */
  #timeUp(): void {
    const { phase } = this.#context.state;
    switch (phase) {
      case 'dialing':
      case 'creating-vm':
      case 'dialing-vm':
        return this.#preparation.stepTimeUp(phase);
      case 'running-stage':
      case 'killing-stage':
      case 'pausing-stage':
        return this.#stages.timeUp();
      case 'deleting-vm':
        return this.#teardown.close();
      case 'closing':
        return this.#teardown.finish();
      case 'new':
      case 'pausing':
      case 'ended':
        return undefined;
    }
  }
}
