import { featureFlagDefaults } from '../config/feature-flag-defaults.ts';

/** The name of a feature flag. */
export type FeatureFlag = keyof typeof featureFlagDefaults;

/** Every feature flag and whether it is on. */
export type FeatureFlags = ReadonlyMap<FeatureFlag, boolean>;

/** The flags before a runner or a job has set one. */
export const defaultFeatureFlags: FeatureFlags = new Map(Object.entries(featureFlagDefaults) as [FeatureFlag, boolean][]);

/** Whether a variable of that name is a feature flag. */
export function isFeatureFlag(name: string): name is FeatureFlag {
  return name in featureFlagDefaults;
}

/** The flags that differ from their defaults, as the first lines of a job log name them: `FF_A:true, FF_B:false`; empty for none. */
export function changedFeatureFlags(flags: FeatureFlags): string {
  return [...flags]
    .filter(([name, on]) => on !== featureFlagDefaults[name])
    .map(([name, on]) => `${name}:${String(on)}`)
    .join(', ');
}
