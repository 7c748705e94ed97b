import type { RunnerTable } from '../../../adapters/config/gitlab-runner-config.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import { builtInFleets, fleetName } from '../../../adapters/fleets/open-fleet.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { Failure } from './failure.ts';
import { openConfig } from './opened-config.ts';
import type { OperatorOptions } from './operator-options.ts';

/** What upstream's plugin manager does, and `clean`. */
export type FleetingAction = 'list' | 'install' | 'login' | 'clean';

const cleanLimitMs = 120_000;

/**
 * `drydock fleeting`: says that fleets are built in, and whether those that the configuration names are. There is nothing to install and nowhere to log in. `clean`
 * removes what a fleet of containers has left behind.
 */
export async function fleeting(action: FleetingAction, options: OperatorOptions, io: Io): Promise<ExitCode> {
  if (action === 'login') {
    io.stdout.write('Fleets are built in: no registry is asked for plugins, so there is nothing to log in to.\n');
    return exitCodes.ok;
  }
  const { runners } = openConfig(options, io);
  if (action === 'clean') return clean(runners, io);
  const lines = runners.flatMap(({ name, autoscaler }) => (autoscaler === null ? [] : [{ name, plugin: autoscaler.plugin }]));
  if (lines.length === 0) io.stdout.write('No runner has [runners.autoscaler].\n');
  for (const { name, plugin } of lines) io.stdout.write(`runner: ${name}, plugin: ${plugin}, ${isBuiltIn(plugin) ? 'built in' : 'not built in'}\n`);
  if (action === 'install') io.stdout.write('Fleets are built in: there is nothing to install.\n');
  return lines.every(({ plugin }) => isBuiltIn(plugin)) ? exitCodes.ok : exitCodes.unexpected;
}

function isBuiltIn(plugin: string): boolean {
  return builtInFleets.includes(fleetName(plugin));
}

/** Removes what the groups of containers in a configuration have left behind, for whoever will not start their manager again. */
async function clean(runners: readonly RunnerTable[], io: Io): Promise<ExitCode> {
  const groups = runners.flatMap(({ name, autoscaler }) => (autoscaler !== null && fleetName(autoscaler.plugin) === 'docker' ? [{ name, autoscaler }] : []));
  if (groups.length === 0) io.stdout.write('No runner has a fleet of containers: there is nothing to clean.\n');
  for (const { name, autoscaler } of groups) {
    const { cleanRunner } = await import('../../../adapters/fleets/docker/clean-runner.ts');
    try {
      const removed = await cleanRunner(autoscaler, AbortSignal.timeout(cleanLimitMs));
      io.stdout.write(`runner: ${name}, ${removed.length === 0 ? 'nothing was left' : `removed ${removed.join(', ')}`}\n`);
    } catch (error) {
      throw error instanceof FaultError ? new Failure(error.fault.detail) : error;
    }
  }
  return exitCodes.ok;
}
