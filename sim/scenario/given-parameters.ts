import type { ParameterPath, ParameterValues } from './presets/preset.ts';
import type { ScenarioDocument } from './schema/scenario.ts';

/** The parameters that a scenario gives itself, by path; undefined where it leaves them to its preset. */
export type GivenParameters = { readonly [Path in ParameterPath]: ParameterValues[Path] | undefined };

/** Collects what a scenario says under `gitlab` and `fleet`. */
export function givenParameters({ gitlab, fleet }: ScenarioDocument): GivenParameters {
  return {
    'gitlab.long_poll': gitlab?.long_poll,
    'gitlab.latency': gitlab?.latency,
    'fleet.boot': fleet?.boot,
    'fleet.delete': fleet?.delete,
    'fleet.connect': fleet?.connect,
    'fleet.ready_command': fleet?.ready_command,
    'fleet.zones': fleet?.zones,
    'fleet.failure.create': fleet?.failure?.create,
    'fleet.failure.boot_stuck': fleet?.failure?.boot_stuck,
    'fleet.failure.connect': fleet?.failure?.connect,
    'fleet.failure.delete': fleet?.failure?.delete,
    'fleet.host.min_allocation': fleet?.host?.min_allocation,
    'fleet.host.recycle': fleet?.host?.recycle,
    'fleet.host.pool': fleet?.host?.pool,
    'fleet.nesting.slots': fleet?.nesting?.slots,
    'fleet.nesting.vm_boot': fleet?.nesting?.vm_boot,
    'fleet.nesting.vm_failure': fleet?.nesting?.vm_failure,
    'fleet.contention.per_extra_job': fleet?.contention?.model === 'none' ? '0%' : fleet?.contention?.per_extra_job,
    'fleet.spot.share': fleet?.spot?.share,
    'fleet.spot.reclaim': fleet?.spot?.reclaim,
    'fleet.spot.notice': fleet?.spot?.notice,
    'fleet.spot.price_factor': fleet?.spot?.price_factor,
    'fleet.spot.wave.share': fleet?.spot?.wave?.share,
    'fleet.spot.wave.within': fleet?.spot?.wave?.within,
    'fleet.api.latency': fleet?.api?.latency,
    'fleet.api.list_latency': fleet?.api?.list_latency,
    'fleet.api.rate_limit': fleet?.api?.rate_limit,
    'fleet.api.burst': fleet?.api?.burst,
    'fleet.api.errors': fleet?.api?.errors,
    'fleet.api.staleness': fleet?.api?.staleness,
    'fleet.api.max_batch': fleet?.api?.max_batch,
  };
}
