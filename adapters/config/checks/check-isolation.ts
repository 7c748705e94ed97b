import { parseGoDuration } from '../go-duration.ts';
import type { Report } from '../problem.ts';
import type { CheckedRunner } from './checked-runner.ts';

const vmsPerHost = 2;
const nestedTimeout = ['autoscaler', 'vm_isolation', 'connector_config', 'timeout'];

/** Checks nested VMs, and the build directory that needs a clean place. */
export function checkIsolation({ table, autoscaler, path, written }: CheckedRunner, report: Report): void {
  const { vmIsolation, capacityPerInstance, maxUseCount, connectorConfig } = autoscaler;
  const onMac = connectorConfig.os === '' || /^(?:darwin|macos|osx)$/i.test(connectorConfig.os);
  if (vmIsolation.enabled && onMac && capacityPerInstance > vmsPerHost) {
    const message = `capacity_per_instance = ${capacityPerInstance} with vm_isolation: Apple allows ${vmsPerHost} VMs on a host`;
    report({
      severity: 'error',
      rule: 'V6',
      message,
      path: [...path, 'autoscaler', 'capacity_per_instance'],
      at: 'value',
      hint: `set capacity_per_instance = ${vmsPerHost}`,
    });
  }
  if (table.instance.useCommonBuildDir && !vmIsolation.enabled && maxUseCount !== 1) {
    const message = 'use_common_build_dir has no effect: requires vm isolation or max_use_count = 1';
    report({
      severity: 'warning',
      rule: 'V9',
      message,
      path: [...path, 'instance', 'use_common_build_dir'],
      at: 'value',
      hint: 'set max_use_count = 1, or remove use_common_build_dir',
    });
  }
  if (vmIsolation.enabled && isZero(written(nestedTimeout))) {
    const message = 'the connector of the nested VM has no timeout: GitLab Runner would give up on every VM at once; Drydock waits 10m0s';
    report({ severity: 'warning', rule: 'nested-timeout', message, path: [...path, ...nestedTimeout], at: 'key', hint: 'set timeout = "10m"' });
  }
}

function isZero(written: unknown): boolean {
  return written === undefined || written === 0 || (typeof written === 'string' && parseGoDuration(written) === 0);
}
