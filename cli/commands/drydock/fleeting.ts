import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { openConfig } from './opened-config.ts';
import type { OperatorOptions } from './operator-options.ts';

/** What upstream's plugin manager does. */
export type FleetingAction = 'list' | 'install' | 'login';

/** The fleets of this program, under the names that `plugin` and upstream's plugins have. */
const builtIn = ['docker', 'static'];

/** `drydock fleeting`: says that fleets are built in, and whether those that the configuration names are. There is nothing to install and nowhere to log in. */
export function fleeting(action: FleetingAction, options: OperatorOptions, io: Io): ExitCode {
  if (action === 'login') {
    io.stdout.write('Fleets are built in: no registry is asked for plugins, so there is nothing to log in to.\n');
    return exitCodes.ok;
  }
  const { runners } = openConfig(options, io);
  const lines = runners.flatMap(({ name, autoscaler }) => (autoscaler === null ? [] : [{ name, plugin: autoscaler.plugin }]));
  if (lines.length === 0) io.stdout.write('No runner has [runners.autoscaler].\n');
  for (const { name, plugin } of lines) io.stdout.write(`runner: ${name}, plugin: ${plugin}, ${isBuiltIn(plugin) ? 'built in' : 'not built in'}\n`);
  if (action === 'install') io.stdout.write('Fleets are built in: there is nothing to install.\n');
  return lines.every(({ plugin }) => isBuiltIn(plugin)) ? exitCodes.ok : exitCodes.unexpected;
}

/** Upstream's plugins carry a prefix, a version or a registry, none of which chooses anything here. */
function isBuiltIn(plugin: string): boolean {
  const name = plugin.split('/').at(-1) ?? plugin;
  return builtIn.includes(name.replace(/^fleeting-plugin-/, '').replace(/[:@].*$/, ''));
}
