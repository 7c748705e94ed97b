import type { RunnerTable } from '../gitlab-runner-config.ts';
import { addressProblem } from '../../coordinator/address-problem.ts';
import type { KeyPath } from '../key-path.ts';
import type { Report } from '../problem.ts';
import { checkPeriods } from './check-periods.ts';

/** Checks a runner's own table: what the instance executor needs and what it refuses. */
export function checkRunner(table: RunnerTable, path: KeyPath, report: Report): void {
  table.monitoring.jobQueuingDurations.forEach((duration, index) => {
    checkPeriods(duration, [...path, 'monitoring', 'job_queuing_durations', index], report);
  });
  if (table.executor !== 'instance') return;
  if (table.autoscaler === null) {
    report({
      severity: 'error',
      rule: 'required',
      message: 'executor requires autoscaler config',
      path: [...path, 'executor'],
      at: 'value',
      hint: 'add [runners.autoscaler]',
    });
  } else if (table.autoscaler.plugin === '') {
    const message = 'no plugin is named: only a simulation can use this fleet';
    report({ severity: 'warning', rule: 'required', message, path: [...path, 'autoscaler', 'plugin'], at: 'key', hint: 'set plugin, such as "aws"' });
  }
  const address = table.url === '' ? null : addressProblem(table.url);
  if (address !== null) {
    const message = `${address.message}: only a simulation can use this runner`;
    report({ severity: 'warning', rule: 'value', message, path: [...path, 'url'], at: 'value', hint: address.hint });
  }
  if (table.shell === 'cmd') {
    const message = "the instance executor doesn't support shells that require a script file";
    report({ severity: 'error', rule: 'value', message, path: [...path, 'shell'], at: 'value', hint: 'use bash, sh or pwsh' });
  }
  if (table.useSlotCgroups && !table.slotCgroupTemplate.includes('${slot}')) {
    const message = 'slot_cgroup_template does not contain ${slot}: all slots would share one control group';
    report({ severity: 'warning', rule: 'value', message, path: [...path, 'slot_cgroup_template'], at: 'value', hint: 'put ${slot} into it' });
  }
}
