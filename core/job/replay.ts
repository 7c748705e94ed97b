import { assert } from '../assert.ts';
import type { JobConfig } from '../config.ts';
import type { InstanceId } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { JobEffect } from './job-effect.ts';
import type { JobEvent } from './job-event.ts';
import { JobMachine } from './job-machine.ts';
import type { JobPlan } from './job-plan.ts';
import type { JobSpans } from './job-spans.ts';

/** The first event of a machine that was folded. */
export interface JobStart {
  readonly at: Ticks;
  readonly receivedAt: Ticks;
  readonly instance: InstanceId;
  readonly slot: number;
}

/** A job that was folded and is to be disturbed. */
export interface UnfoldedJob {
  readonly machine: JobMachine;
  /** The answer that the machine waits for, with the instant at which it comes; null when the machine has ended. */
  readonly answer: JobEvent | null;
}

/**
 * The machine of a folded job as it stands at `until`, after everything of the job itself that falls on that instant. The caller wakes it at
 * its `wakeAt` and hands in the answer when its time comes, unless the machine no longer waits for it.
 */
export function replayJob(plan: JobPlan, config: JobConfig, spans: JobSpans, start: JobStart, until: Ticks): UnfoldedJob {
  const machine = new JobMachine(plan, config);
  const effects: JobEffect[] = [];
  machine.step({ kind: 'started', ...start }, effects);
  let answer = answerTo(plan, spans, start.at, effects);
  while (answer !== null && answer.at <= until) {
    const { at } = answer;
    effects.length = 0;
    machine.step(answer, effects);
    answer = answerTo(plan, spans, at, effects);
  }
  return { machine, answer };
}

/** What an undisturbed world answers to the effects of a step, of which at most one asks for an answer. */
function answerTo(plan: JobPlan, spans: JobSpans, at: Ticks, effects: readonly JobEffect[]): JobEvent | null {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'dial':
        return { kind: 'dialed', at: at + spans.dial, op: effect.op, fault: null };
      case 'create-vm':
        return { kind: 'vm-created', at: at + spans.createVm, op: effect.op, vm: `nesting-${String(effect.slot)}`, stomped: null, fault: null };
      case 'dial-vm':
        return { kind: 'vm-dialed', at: at + spans.dialVm, op: effect.op, fault: null };
      case 'run-stage': {
        const index = plan.stages.findIndex(({ stage }) => stage === effect.stage);
        assert(index !== -1, 'an undisturbed job clears no worktree');
        return {
          kind: 'stage-ended',
          at: at + (spans.stages[index] as Ticks),
          op: effect.op,
          exitCode: index === spans.failingStage ? spans.exitCode : 0,
          fault: null,
        };
      }
      case 'delete-vm':
        return { kind: 'vm-deleted', at: at + spans.deleteVm, op: effect.op, fault: null };
      case 'close':
        return { kind: 'closed', at: at + spans.close, op: effect.op };
      case 'ask-instance':
      case 'ended':
      case 'kill-stage':
      case 'report':
      case 'wake':
        break;
    }
  }
  return null;
}
