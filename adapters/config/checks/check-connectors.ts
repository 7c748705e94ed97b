import type { ConnectorTable } from '../gitlab-runner-config.ts';
import type { KeyPath } from '../key-path.ts';
import type { Report } from '../problem.ts';
import type { CheckedRunner } from './checked-runner.ts';

/** Checks the credentials for the instance and for the nested VM. */
export function checkConnectors({ autoscaler, path }: CheckedRunner, report: Report): void {
  checkCredentials(autoscaler.connectorConfig, [...path, 'autoscaler', 'connector_config'], report);
  if (autoscaler.vmIsolation.enabled) {
    checkCredentials(autoscaler.vmIsolation.connectorConfig, [...path, 'autoscaler', 'vm_isolation', 'connector_config'], report);
  }
}

function checkCredentials(connector: ConnectorTable, path: KeyPath, report: Report): void {
  if (!connector.useStaticCredentials) return;
  const at = { path: [...path, 'use_static_credentials'], at: 'value' } as const;
  if (connector.username === '') {
    report({ severity: 'error', rule: 'credentials', message: 'username is required when using static credentials', ...at, hint: 'set username' });
  }
  if (connector.password.reveal() === '' && connector.keyPath === '') {
    report({ severity: 'warning', rule: 'credentials', message: 'static credentials without a password or a key', ...at, hint: 'set key_path or password' });
  }
}
