import type { JobConfig } from '../config.ts';
import type { Ticks } from '../time.ts';
import type { JobStatus } from './job-effect.ts';
import { closeSeconds, createVmSeconds, deleteVmSeconds } from './job-limits.ts';
import type { JobPlan } from './job-plan.ts';
import type { JobSpans } from './job-spans.ts';
import { nextStage } from './next-stage.ts';
import type { PlannedStage } from './stages.ts';

/** An undisturbed job in one piece. Spans count from the machine's `started`. */
export interface FoldedJob {
  /** Until its first stage starts; where it has no stage, until it is prepared. */
  firstStage: Ticks;
  /** Until `ended`. */
  end: Ticks;
  /** 0 for success, else a script failure with that exit code. */
  exitCode: number;
}

/**
 * Says how a job goes that nothing disturbs from outside, without running its machine; null when the machine must run, because a time-out
 * would come, a retry, or any failure but that of the script.
 *
 * @param waited - ticks from receipt to `started`, which count against the time-outs.
 * @param folded - the record that is filled in and returned.
 */
export function foldJob(plan: JobPlan, config: JobConfig, spans: JobSpans, waited: Ticks, folded: FoldedJob): FoldedJob | null {
  const prepared = foldPreparation(plan, config, spans, waited);
  if (prepared < 0) return null;
  const done = foldStages(plan, spans, prepared);
  if (done < 0 || waited + done > plan.timeout) return null;
  if (config.vmIsolation && spans.deleteVm > deleteVmSeconds * config.second) return null;
  if (spans.close > closeSeconds * config.second) return null;
  folded.firstStage = prepared;
  folded.end = done + (config.vmIsolation ? spans.deleteVm : 0) + spans.close;
  folded.exitCode = spans.failingStage === -1 ? 0 : spans.exitCode;
  return folded;
}

/** Ticks until the first stage; -1 when the preparation does not succeed at once. */
function foldPreparation(plan: JobPlan, config: JobConfig, spans: JobSpans, waited: Ticks): Ticks {
  const limit = config.prepareTimeout === 0 ? plan.timeout : Math.min(plan.timeout, config.prepareTimeout);
  if (plan.configurationError !== null || waited >= limit || spans.dial > config.dialTimeout) return -1;
  let prepared = spans.dial;
  if (config.vmIsolation) {
    if (!hasAllowedImage(plan, config) || spans.createVm > createVmSeconds * config.second || spans.dialVm > config.vmDialTimeout) return -1;
    prepared += spans.createVm + spans.dialVm;
  }
  return waited + prepared > limit ? -1 : prepared;
}

function hasAllowedImage(plan: JobPlan, config: JobConfig): boolean {
  return plan.image === null ? config.vmImage !== '' : plan.imageAllowed && plan.image !== '';
}

/** Ticks until the last stage has ended, begun at `done`; -1 when a stage would be killed or tried again, or fails in a way of its own. */
function foldStages(plan: JobPlan, spans: JobSpans, done: Ticks): Ticks {
  const { failingStage } = spans;
  let script = 0;
  let scriptBegan = false;
  let status: JobStatus = 'running';
  for (let index = nextStage(plan, -1, status, false); index !== -1; index = nextStage(plan, index, status, scriptBegan)) {
    const { stage, timeout, attempts } = plan.stages[index] as PlannedStage;
    const span = spans.stages[index] as Ticks;
    if (timeout !== 0 && span > timeout) return -1;
    if (stage.kind === 'script') {
      scriptBegan = true;
      script += span;
    }
    if (index === failingStage) {
      if (stage.kind !== 'script' || attempts > 1) return -1;
      status = 'failed';
    }
    done += span;
  }
  if (status === 'running' && failingStage !== -1) return -1;
  return plan.scriptTimeout !== 0 && script > plan.scriptTimeout ? -1 : done;
}
