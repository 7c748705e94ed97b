import type { JobConfig } from '../../../core/config.ts';
import type { JobEffect } from '../../../core/job/job-effect.ts';
import type { JobEvent } from '../../../core/job/job-event.ts';
import { JobMachine } from '../../../core/job/job-machine.ts';
import type { JobPlan } from '../../../core/job/job-plan.ts';
import type { JobSpans } from '../../../core/job/job-spans.ts';
import type { JobOutcome } from '../../../core/job/outcome.ts';
import type { UnfoldedJob } from '../../../core/job/replay.ts';

/** One machine in a world where every step takes its span and a killed stage ends at once; answers come before the wake of their instant. */
export class JobWorld {
  readonly machine: JobMachine;
  now = 0;
  firstStageAt: number | null = null;
  wakes = 0;
  outcome: JobOutcome | null = null;
  readonly log: string[] = [];
  readonly #plan: JobPlan;
  readonly #spans: JobSpans;
  #answer: JobEvent | null = null;

  constructor(plan: JobPlan, config: JobConfig, spans: JobSpans, unfolded: UnfoldedJob | null = null) {
    this.#plan = plan;
    this.#spans = spans;
    this.machine = unfolded?.machine ?? new JobMachine(plan, config);
    this.#answer = unfolded?.answer ?? null;
  }

  step(event: JobEvent): void {
    const effects: JobEffect[] = [];
    this.now = event.at;
    this.machine.step(event, effects);
    for (const effect of effects) this.#execute(effect);
  }

  /** Lets everything up to and including `until` happen. */
  run(until: number): void {
    while (!this.machine.ended) {
      const answer = this.#answer;
      if (answer !== null && answer.at <= this.machine.wakeAt) {
        if (answer.at > until) return;
        this.#answer = null;
        this.step(answer);
      } else {
        if (this.machine.wakeAt > until) return;
        this.wakes++;
        this.step({ kind: 'wake', at: Math.max(this.now, this.machine.wakeAt) });
      }
    }
  }

  #execute(effect: JobEffect): void {
    const at = this.now;
    this.log.push(`${String(at)} ${JSON.stringify(effect)}`);
    switch (effect.kind) {
      case 'dial':
        this.#answer = { kind: 'dialed', at: at + this.#spans.dial, op: effect.op, fault: null };
        break;
      case 'create-vm':
        this.#answer = { kind: 'vm-created', at: at + this.#spans.createVm, op: effect.op, vm: `nesting-${String(effect.slot)}`, stomped: null, fault: null };
        break;
      case 'dial-vm':
        this.#answer = { kind: 'vm-dialed', at: at + this.#spans.dialVm, op: effect.op, fault: null };
        break;
      case 'run-stage': {
        this.firstStageAt ??= at;
        const index = this.#plan.stages.findIndex(({ stage }) => stage.name === effect.stage.name);
        const span = this.#spans.stages[index] ?? 0;
        this.#answer = {
          kind: 'stage-ended',
          at: at + span,
          op: effect.op,
          exitCode: index === this.#spans.failingStage ? this.#spans.exitCode : 0,
          fault: null,
        };
        break;
      }
      case 'kill-stage':
        this.#answer = { kind: 'stage-ended', at, op: effect.op, exitCode: null, fault: null };
        break;
      case 'delete-vm':
        this.#answer = { kind: 'vm-deleted', at: at + this.#spans.deleteVm, op: effect.op, fault: null };
        break;
      case 'close':
        this.#answer = { kind: 'closed', at: at + this.#spans.close, op: effect.op };
        break;
      case 'ended':
        this.outcome = effect.outcome;
        break;
      case 'ask-instance':
      case 'report':
      case 'wake':
        break;
    }
  }
}
