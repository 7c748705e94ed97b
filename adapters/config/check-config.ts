import { checkCache } from './checks/check-cache.ts';
import { checkCapacity } from './checks/check-capacity.ts';
import { checkConnectors } from './checks/check-connectors.ts';
import { checkIsolation } from './checks/check-isolation.ts';
import { checkManager } from './checks/check-manager.ts';
import { checkPolicies } from './checks/check-policies.ts';
import { checkRunner } from './checks/check-runner.ts';
import type { CheckedRunner } from './checks/checked-runner.ts';
import type { GitlabRunnerConfig } from './gitlab-runner-config.ts';
import type { KeyPath } from './key-path.ts';
import type { RawTable } from './parse-toml.ts';
import type { Report } from './problem.ts';
import { isTable } from './read-table.ts';

/**
 * The checks that need more than one key: what cannot work, and what does not do what it seems to say. They need the configuration alone; what depends on a
 * scenario is checked by `checkMacIdleTime`, `checkRequestPacing` and `checkGroupSize`.
 *
 * @param raw the document before defaults.
 * @param defaultZone IANA name of the zone for policies that name none.
 */
export function checkConfig(config: GitlabRunnerConfig, raw: RawTable, defaultZone: string, report: Report): void {
  const runners: CheckedRunner[] = [];
  config.runners.forEach((table, index) => {
    const path = ['runners', index];
    checkRunner(table, path, report);
    const { autoscaler } = table;
    if (table.executor === 'instance' && autoscaler !== null) {
      runners.push({ table, autoscaler, path, written: (below) => valueAt(raw, [...path, ...below]) });
    }
  });
  checkManager(config, runners, report);
  for (const runner of runners) {
    checkCapacity(runner, report);
    checkPolicies(runner, config.checkInterval, defaultZone, report);
    checkIsolation(runner, report);
    checkConnectors(runner, report);
    checkCache(runner, report);
  }
}

function valueAt(raw: RawTable, path: KeyPath): unknown {
  let value: unknown = raw;
  for (const segment of path) {
    if (Array.isArray(value)) value = (value as readonly unknown[])[Number(segment)];
    else value = isTable(value) ? value[String(segment)] : undefined;
  }
  return value;
}
