import type { RunnerTable } from '../../../adapters/config/gitlab-runner-config.ts';
import type { RegistrationTarget } from './open-registration.ts';

/** How a runner of the configuration reaches GitLab. */
export function runnerTarget(table: RunnerTable, configFile: string): RegistrationTarget {
  return {
    credentials: { url: table.url, token: table.token, tlsCaFile: table.tlsCaFile, tlsCertFile: table.tlsCertFile, tlsKeyFile: table.tlsKeyFile },
    executor: table.executor,
    shell: table.shell,
    configFile,
  };
}
