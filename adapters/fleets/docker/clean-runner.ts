import type { AutoscalerTable } from '../../config/gitlab-runner-config.ts';
import type { Problem } from '../../config/problem.ts';
import { FaultError } from '../../fault-error.ts';
import { readConnectorSettings } from '../connector-settings.ts';
import { cleanDocker } from './clean.ts';
import { readDockerConfig } from './config.ts';

/**
 * Removes what a runner's group of containers has left behind. Gives their names.
 *
 * @throws FaultError when its configuration cannot be read, or the engine does not answer.
 */
export async function cleanRunner(autoscaler: AutoscalerTable, signal: AbortSignal): Promise<readonly string[]> {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const connector = await readConnectorSettings(autoscaler.connectorConfig, [], report);
  const config = readDockerConfig({ table: autoscaler.pluginConfig.reveal(), path: ['plugin_config'], connector, connectorPath: [], report });
  if (config === null) throw new FaultError('conflict', problems.map(({ message }) => message).join('; '));
  return cleanDocker({ host: config.host, name: config.name }, signal);
}
