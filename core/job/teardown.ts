import { never } from '../time.ts';
import type { JobContext } from './job-context.ts';
import type { JobFailure } from './job-failure.ts';
import { closeSeconds, deleteVmSeconds } from './job-limits.ts';

/**
 * Leaves nothing of the job on its instance: deletes the VM, then closes the connections, each within its own time and whatever the answer.
 * At the end of a job it also says how the job ended.
 *
 * @remarks Source: semantics.md §4.3 (order of closing, own minute for the VM).
 */
export class Teardown {
  readonly #context: JobContext;

  constructor(context: JobContext) {
    this.#context = context;
  }

  /**
   * Ends the job with no further stage. What ends it first counts; an earlier failure of a stage does not. A stage that runs is killed, and its end waited for first: the
   * last that it prints stands before the job's end.
   */
  stop(failure: JobFailure, cause: 'job-timeout' | 'stop' = 'stop'): void {
    const { state } = this.#context;
    if (state.ending) return;
    state.failure = failure;
    state.ending = true;
    if (state.phase === 'running-stage') this.#context.kill(cause, never);
    else if (state.phase === 'killing-stage') state.killCause = cause;
    else this.end();
  }

  /** Ends the job as it stands. A hard cancel closes the log, so that nothing more is written. */
  end(): void {
    const { state } = this.#context;
    const { failure, phase } = state;
    state.ending = true;
    if (failure === null) this.#context.report({ kind: 'job-succeeded' });
    else if (!state.logClosed) this.#context.report({ kind: 'job-failed', system: failure.reason === 'runner_system_failure', detail: failure.detail });
    if (phase !== 'deleting-vm' && phase !== 'closing') this.begin();
  }

  /** Begins to tear down a job or a try of its preparation. */
  begin(): void {
    const { state, effects } = this.#context;
    const { vm } = state;
    if (vm === null) return this.close();
    state.vm = null;
    const deadline = this.#context.begin('deleting-vm', this.#context.seconds(deleteVmSeconds), never);
    effects.push({ kind: 'delete-vm', op: state.op, vm, deadline });
  }

  /** Second half: the VM is deleted, or its time is up. */
  close(): void {
    const { state, effects } = this.#context;
    if (!state.connected) return this.finish();
    state.connected = false;
    const deadline = this.#context.begin('closing', this.#context.seconds(closeSeconds), never);
    effects.push({ kind: 'close', op: state.op, deadline });
  }

  /** The connections are closed, or their time is up. */
  finish(): void {
    const { state, effects } = this.#context;
    const { ending, failure, instanceFault } = state;
    state.phase = ending ? 'ended' : 'pausing';
    if (!ending) return;
    const exitCode = failure?.exitCode ?? null;
    effects.push({ kind: 'ended', outcome: { state: failure === null ? 'success' : 'failed', reason: failure?.reason ?? null, exitCode, instanceFault } });
  }
}
