import type { Report } from '../problem.ts';
import type { CheckedRunner } from './checked-runner.ts';

/** Checks slots against limits: what can never be used, and what can never be reached. */
export function checkCapacity({ table, autoscaler, path }: CheckedRunner, report: Report): void {
  const { capacityPerInstance, maxInstances } = autoscaler;
  const capacityPath = [...path, 'autoscaler', 'capacity_per_instance'];
  if (capacityPerInstance < 1) {
    const message = `capacity_per_instance = ${capacityPerInstance} is read as 1`;
    report({
      severity: 'warning',
      rule: 'capacity',
      message,
      path: capacityPath,
      at: 'value',
      hint: 'set it to the number of jobs that an instance runs at the same time',
    });
  }
  const capacity = Math.max(1, capacityPerInstance);
  const slots = maxInstances * capacity;
  if (maxInstances > 0 && table.limit > 0 && table.limit < slots) {
    const unused = slots - table.limit;
    const message = `limit = ${table.limit} is less than max_instances × capacity_per_instance = ${slots}: ${unused} ${unused === 1 ? 'slot' : 'slots'} can never be used`;
    report({ severity: 'warning', rule: 'V2', message, path: [...path, 'limit'], at: 'value', hint: `set limit = ${slots}, or remove it` });
  }
  autoscaler.policy.forEach(({ idleCount }, index) => {
    const idlePath = [...path, 'autoscaler', 'policy', index, 'idle_count'];
    if (maxInstances > 0 && idleCount > slots) {
      const message = `idle_count = ${idleCount} can never be reached: max_instances × capacity_per_instance = ${slots}`;
      report({ severity: 'warning', rule: 'V3', message, path: idlePath, at: 'value', hint: `set idle_count = ${slots} or less: it counts job slots` });
    }
    if (idleCount > 0 && capacity > 1) {
      const instances = Math.ceil(idleCount / capacity);
      const message =
        `idle_count = ${idleCount} means ${idleCount} free job ${idleCount === 1 ? 'slot' : 'slots'}; ` +
        `with capacity_per_instance = ${capacity} that is ${instances} ${instances === 1 ? 'instance' : 'instances'}`;
      report({ severity: 'note', rule: 'V4', message, path: idlePath, at: 'value', hint: 'count jobs, not instances: sim explain key idle_count says more' });
    }
  });
}
