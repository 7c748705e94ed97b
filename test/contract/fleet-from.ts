import { formatKeyPath } from '../../adapters/config/key-path.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import type { Fleet } from '../../adapters/fleets/fleet.ts';
import { openFleet, type OpenedFleet } from '../../adapters/fleets/open-fleet.ts';

/** Makes the fleet of a `[runners.autoscaler]` table, given as the lines of a `config.toml` below it. */
export async function openedFrom(autoscaler: string): Promise<OpenedFleet> {
  const head = 'concurrent = 1\n[[runners]]\nname = "r"\nurl = "https://gitlab.example.com"\ntoken = "glrt-0123456789abcdef0123"\nexecutor = "instance"\n';
  const { config } = loadConfig(`${head}[runners.autoscaler]\n${autoscaler}`, 'config.toml');
  return openFleet(config!.runners[0]!.autoscaler!, ['runners', 0, 'autoscaler']);
}

/** The fleet of a table that has nothing wrong. */
export async function fleetFrom(autoscaler: string): Promise<Fleet> {
  const { fleet, problems } = await openedFrom(autoscaler);
  if (fleet === null || problems.length > 0) throw new Error(`the table is refused: ${JSON.stringify(problems)}`);
  return fleet;
}

/** What is reported of a table, a line each: `severity path: message (hint)`, with the path below `[runners.autoscaler]`. */
export async function complaintsAbout(autoscaler: string): Promise<string[]> {
  const { problems } = await openedFrom(autoscaler);
  return problems.map(({ severity, path, message, hint }) => `${severity} ${formatKeyPath(path.slice(3))}: ${message}${hint === '' ? '' : ` (${hint})`}`);
}
