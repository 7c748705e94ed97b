import type { AutoscalerConfig } from '../config.ts';
import type { ProvisionerOptions } from '../fleet/provisioner.ts';
import type { Ticks } from '../time.ts';

/** The part of an autoscaler's configuration that the provisioner needs. */
export function provisionerOptions(config: AutoscalerConfig, second: Ticks): ProvisionerOptions {
  return { config, second } as unknown as ProvisionerOptions;
}
