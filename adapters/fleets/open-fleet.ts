import { nearestName } from '../../core/text/nearest-name.ts';
import type { AutoscalerTable } from '../config/gitlab-runner-config.ts';
import type { KeyPath } from '../config/key-path.ts';
import type { Problem, Report } from '../config/problem.ts';
import { readConnectorSettings } from './connector-settings.ts';
import type { Fleet } from './fleet.ts';
import type { FleetRequest } from './fleet-request.ts';

/** A fleet, not yet opened, and all that is worth saying about its configuration; null when that cannot be used. */
export interface OpenedFleet {
  readonly fleet: Fleet | null;
  readonly problems: readonly Problem[];
}

/** Each is imported when it is asked for: a cloud's library costs memory and time that a manager of another cloud should not pay. */
const plugins: Readonly<Record<string, (request: FleetRequest) => Promise<Fleet | null>>> = {
  docker: async (request) => {
    const [{ readDockerConfig }, { DockerFleet }] = await Promise.all([import('./docker/config.ts'), import('./docker/fleet.ts')]);
    const config = readDockerConfig(request);
    return config === null ? null : new DockerFleet(config, request.connector);
  },
  static: async (request) => {
    const [{ readStaticConfig }, { StaticFleet }] = await Promise.all([import('./static/config.ts'), import('./static/fleet.ts')]);
    const config = await readStaticConfig(request);
    return config === null ? null : new StaticFleet(config, request.connector);
  },
};

/** Names of the fleets that are built in. */
export const builtInFleets: readonly string[] = Object.keys(plugins);

const registry = /^.*\//;
const officialPrefix = /^fleeting-plugin-/;
const constraint = /[:@].*$/;

/** The fleet that `plugin` names, of those that are built in: upstream's names carry a registry, a prefix or a version, none of which chooses anything here. */
export function fleetName(plugin: string): string {
  return plugin.replace(registry, '').replace(officialPrefix, '').replace(constraint, '');
}

/**
 * Makes the fleet that `plugin` names. The name is understood as upstream writes it: with or without `fleeting-plugin-`, with or without a version
 * constraint, which has no meaning for a fleet that is built in.
 *
 * @param path where the `[runners.autoscaler]` table is in the file.
 */
export async function openFleet(autoscaler: AutoscalerTable, path: KeyPath): Promise<OpenedFleet> {
  const problems: Problem[] = [];
  const report: Report = (problem) => void problems.push(problem);
  const name = fleetName(autoscaler.plugin);
  const make = Object.hasOwn(plugins, name) ? plugins[name] : undefined;
  if (make === undefined) {
    reportUnknown(autoscaler.plugin, name, [...path, 'plugin'], report);
    return { fleet: null, problems };
  }
  const connectorPath = [...path, 'connector_config'];
  const connector = await readConnectorSettings(autoscaler.connectorConfig, connectorPath, report);
  const fleet = await make({ table: autoscaler.pluginConfig.reveal(), path: [...path, 'plugin_config'], connector, connectorPath, report });
  return { fleet: problems.some(({ severity }) => severity === 'error') ? null : fleet, problems };
}

function reportUnknown(written: string, name: string, path: KeyPath, report: Report): void {
  const known = builtInFleets;
  const nearest = nearestName(name, known);
  const message = written === '' ? 'no plugin is named' : `there is no plugin "${written}"`;
  const there = `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
  report({ severity: 'error', rule: 'plugin', message, path, at: 'value', hint: nearest === '' ? there : `did you mean "${nearest}"? (${there})` });
}
