import type { JobConfig } from '../config.ts';
import type { Ticks } from '../time.ts';
import type { JobEffect } from './job-effect.ts';
import type { JobLine } from './job-line.ts';
import type { JobPlan } from './job-plan.ts';
import { killGraceSeconds } from './job-limits.ts';
import type { JobPhase, JobState, KillCause } from './job-state.ts';

/** What the parts of a job machine share: its job, its state, and the step under way. */
export class JobContext {
  readonly plan: JobPlan;
  readonly config: JobConfig;
  readonly state: JobState;
  /** Instant of the step under way. */
  at: Ticks = 0;
  /** Where the step under way leaves its effects. */
  effects: JobEffect[] = [];

  constructor(plan: JobPlan, config: JobConfig, state: JobState) {
    this.plan = plan;
    this.config = config;
    this.state = state;
  }

  /** Enters a phase with an operation of its own, which has `span` ticks and ends at `end` at the latest; returns when it ends. */
  begin(phase: JobPhase, span: Ticks, end: Ticks): Ticks {
    const { state } = this;
    state.phase = phase;
    state.op++;
    state.phaseEndsAt = Math.min(this.at + span, end);
    return state.phaseEndsAt;
  }

  /** Kills the stage that runs. Its end is waited for, for a while, so that its last output stands before whatever is said next. */
  kill(cause: KillCause, until: Ticks): void {
    const { state } = this;
    state.killCause = cause;
    state.phase = 'killing-stage';
    state.phaseEndsAt = Math.min(this.at + this.seconds(killGraceSeconds), until);
    this.effects.push({ kind: 'kill-stage', op: state.op });
  }

  report(line: JobLine): void {
    this.effects.push({ kind: 'report', line });
  }

  seconds(count: number): Ticks {
    return count * this.config.second;
  }
}
