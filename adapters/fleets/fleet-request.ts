import type { KeyPath } from '../config/key-path.ts';
import type { Report } from '../config/problem.ts';
import type { ConnectorSettings } from './connector-settings.ts';

/** What a fleet is made from: one `[runners.autoscaler]` table, as far as it concerns the fleet. */
export interface FleetRequest {
  /** `plugin_config` as it was written. It may hold secrets. */
  readonly table: Readonly<Record<string, unknown>>;
  /** Where that is in the file, for what is reported. */
  readonly path: KeyPath;
  readonly connector: ConnectorSettings;
  /** Where `connector_config` is in the file. */
  readonly connectorPath: KeyPath;
  readonly report: Report;
}
