import { utc, type ZoneOffsets } from '../../../sim/scenario/calendar.ts';
import { parseScenario } from '../../../sim/scenario/parse-scenario.ts';
import { resolveScenario } from '../../../sim/scenario/resolve-scenario.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';

/** The scenario with these streams, a YAML list in flow style, through the same door as any scenario file. */
export function scenarioOf(streams: string, clock = '{ start: 2026-03-02T00:00:00, horizon: 7d }', zone: ZoneOffsets = utc): Scenario {
  const { scenario, findings } = parseScenario(`version: 1\nname: x\nconfig: c.toml\nclock: ${clock}\nworkload: ${streams}\n`, 'x.yaml');
  if (scenario === null) throw new Error(findings.map(({ message }) => message).join('; '));
  return resolveScenario(scenario, { zone, recorded: new Map() });
}
