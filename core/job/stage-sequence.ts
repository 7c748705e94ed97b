import { assert } from '../assert.ts';
import type { Fault } from '../fault.ts';
import { never, type Ticks } from '../time.ts';
import type { JobContext } from './job-context.ts';
import { canceledFailure, environmentDetail, jobTimeout, scriptFailure, stageTimeout, systemFailure, type JobFailure } from './job-failure.ts';
import { stageRetrySeconds } from './job-limits.ts';
import { nextStage } from './next-stage.ts';
import { clearWorktree, type PlannedStage, type Stage } from './stages.ts';
import type { Teardown } from './teardown.ts';

/**
 * Runs a job's stages one after the other, with their retries, their time-outs and what follows a failure or a graceful cancel.
 *
 * @remarks Source: peer-runner.md §1.3, §1.4 and §2.
 */
export class StageSequence {
  readonly #context: JobContext;
  readonly #teardown: Teardown;

  constructor(context: JobContext, teardown: Teardown) {
    this.#context = context;
    this.#teardown = teardown;
  }

  /** Goes on to the next stage that the job still has to run, or to the job's end. */
  next(): void {
    const { state, plan, at } = this.#context;
    state.stageIndex = this.#upcoming();
    if (state.stageIndex === -1) return this.#teardown.end();
    state.attempts = 0;
    const { kind } = this.#planned().stage;
    if (kind === 'script' && state.scriptEndsAt === 0) state.scriptEndsAt = plan.scriptTimeout === 0 ? state.jobEndsAt : at + plan.scriptTimeout;
    const afterwards = kind === 'after-script' || kind === 'cache' || kind === 'artifacts' || kind === 'cleanup';
    if (afterwards && state.status === 'running') state.status = 'success';
    this.#attempt();
  }

  ended(exitCode: number | null, fault: Fault | null): void {
    const { state } = this.#context;
    if (fault !== null) return this.#instanceFailed(fault);
    // A session without an exit status was cut; the real runner takes it for exit code 0 (nesting issue 9).
    if (exitCode === null) return this.#instanceFailed({ code: 'unreachable', detail: 'the session ended without exit status or exit signal' });
    if (exitCode !== 0) return this.#failed(exitCode);
    if (!state.clearing) return this.next();
    state.clearing = false;
    this.#run(this.#planned().stage, this.#planned().timeout);
  }

  /** A killed stage ended, or it is not waited for any longer. */
  killed(): void {
    const { state } = this.#context;
    const { stage } = this.#planned();
    const cause = state.killCause;
    state.killCause = null;
    if (cause === 'canceled') return this.#canceled();
    if (cause === 'stop') return this.#teardown.end();
    this.#context.report({ kind: 'stage-timed-out', stage });
    if (cause === 'job-timeout') return this.#teardown.end();
    this.#failForGood(stageTimeout(cause === 'script-timeout' ? 'script' : stage.name));
  }

  /**
   * The job was canceled gracefully. Before its script it runs nothing more but the clean-up, in its script after_script and what follows a
   * failure; once the script has ended a cancel changes nothing.
   */
  cancel(): void {
    const { phase, status } = this.#context.state;
    if (status !== 'running') return;
    if (phase === 'running-stage') this.#kill('canceled');
    else if (phase === 'pausing-stage') this.#canceled();
  }

  /** A phase of a stage ended by itself: its pause, its time, its killing, or the job's time. */
  timeUp(): void {
    const { state, at } = this.#context;
    if (at >= state.jobEndsAt && !state.ending) this.#jobTimeUp();
    else if (state.phase === 'pausing-stage') return this.#attempt();
    else if (state.phase === 'running-stage') {
      const ofScript = this.#planned().stage.kind === 'script' && at >= state.scriptEndsAt;
      return this.#kill(ofScript ? 'script-timeout' : 'stage-timeout');
    }
    // Killed, and not ended in time.
    if (state.phase === 'killing-stage' && at >= state.phaseEndsAt) this.killed();
  }

  #planned(): PlannedStage {
    const planned = this.#context.plan.stages[this.#context.state.stageIndex];
    assert(planned !== undefined, 'a stage that runs is one of the plan');
    return planned;
  }

  #upcoming(): number {
    const { plan, state } = this.#context;
    return nextStage(plan, state.stageIndex, state.status, state.scriptEndsAt > 0);
  }

  #attempt(): void {
    const { state } = this.#context;
    const { stage, timeout } = this.#planned();
    state.clearing = stage.kind === 'sources' && state.attempts > 0;
    state.attempts++;
    if (state.clearing) this.#run(clearWorktree, 0);
    else this.#run(stage, timeout);
  }

  #run(stage: Stage, timeout: Ticks): void {
    const { state, effects } = this.#context;
    const end = stage.kind === 'script' ? Math.min(state.scriptEndsAt, state.jobEndsAt) : state.jobEndsAt;
    this.#context.report({ kind: 'stage', stage });
    const deadline = this.#context.begin('running-stage', timeout === 0 ? never : timeout, end);
    effects.push({ kind: 'run-stage', op: state.op, stage, status: state.status, deadline });
  }

  #failed(exitCode: number): void {
    const { state, at } = this.#context;
    const { stage, attempts } = this.#planned();
    // The first script is the runner's own: what it cannot do here, no job can.
    if (stage.kind === 'prepare') return this.#instanceFailed({ code: 'command-failed', detail: environmentDetail(exitCode) });
    if (state.attempts >= attempts) return this.#failForGood(scriptFailure(exitCode));
    this.#context.report({ kind: 'stage-retried' });
    state.phase = 'pausing-stage';
    state.phaseEndsAt = Math.min(at + this.#context.seconds(stageRetrySeconds), state.jobEndsAt);
  }

  /** A stage failed for good. What fails after the script counts, but apart from after_script no longer changes which stages run. */
  #failForGood(failure: JobFailure): void {
    const { state, plan } = this.#context;
    const { kind } = this.#planned().stage;
    if (kind === 'after-script' && plan.afterScriptIgnoreErrors) this.#context.report({ kind: 'after-script-failed', detail: failure.detail });
    else if (kind !== 'cleanup') {
      state.failure ??= failure;
      if (state.status === 'running') state.status = statusAfter(failure);
      else if (kind === 'after-script' && state.status === 'success') state.status = 'failed';
    }
    this.next();
  }

  /** The instance failed and no further stage can run. The job fails of it unless all that was left to do is what never fails a job. */
  #instanceFailed(fault: Fault): void {
    const { state, plan } = this.#context;
    const { kind } = this.#planned().stage;
    state.instanceFault = fault;
    let missed: Stage['kind'] | null = kind;
    if (kind === 'after-script' && plan.afterScriptIgnoreErrors) missed = plan.stages[this.#upcoming()]?.stage.kind ?? null;
    if (missed !== null && missed !== 'cleanup') state.failure ??= systemFailure(fault.detail);
    this.#teardown.end();
  }

  #kill(cause: 'canceled' | 'script-timeout' | 'stage-timeout'): void {
    this.#context.kill(cause, this.#context.state.jobEndsAt);
  }

  #canceled(): void {
    if (this.#planned().stage.kind === 'script') this.#context.report({ kind: 'script-canceled' });
    this.#failForGood(canceledFailure());
  }

  /** The job's time is up: neither after_script nor clean-up runs. */
  #jobTimeUp(): void {
    const { plan, config } = this.#context;
    this.#teardown.stop(jobTimeout(plan.timeout, config.second), 'job-timeout');
  }
}

function statusAfter(failure: JobFailure): 'failed' | 'canceled' | 'timedout' {
  if (failure.reason === 'job_canceled') return 'canceled';
  return failure.reason === 'job_execution_timeout' ? 'timedout' : 'failed';
}
