import type { JobStatus } from './job-effect.ts';
import type { JobPlan } from './job-plan.ts';
import type { Stage } from './stages.ts';

/**
 * Index of the first stage after `index` that runs; -1 for none. Those up to the script run while nothing failed, after_script once the script
 * began, cache and artifacts by how the job stands; after a cancel before the script only the clean-up is left.
 *
 * @param status - `running` for as long as no stage failed and the script has not ended.
 * @param scriptBegan - whether a step of the script began.
 * @remarks Source: peer-runner.md §1.3 and §2.
 */
export function nextStage(plan: JobPlan, index: number, status: JobStatus, scriptBegan: boolean): number {
  const { stages } = plan;
  for (let next = index + 1; next < stages.length; next++) {
    if (runs((stages[next] as (typeof stages)[number]).stage, status, scriptBegan)) return next;
  }
  return -1;
}

function runs(stage: Stage, status: JobStatus, scriptBegan: boolean): boolean {
  switch (stage.kind) {
    case 'prepare':
    case 'sources':
    case 'input':
    case 'script':
      return status === 'running';
    case 'after-script':
      return scriptBegan;
    case 'cache':
    case 'artifacts':
      if (status === 'canceled' && !scriptBegan) return false;
      return stage.when === (status === 'running' || status === 'success' ? 'on-success' : 'on-failure');
    case 'cleanup':
      return true;
  }
}
