import type { PresetName } from '../fleet-model.ts';
import type { BootDocument } from '../schema/fleet.ts';
import type { SpanDocument } from '../schema/distribution.ts';

/** Each parameter of `gitlab` and `fleet` that a preset gives, by its path in a scenario file, in the order of the documentation. null: no limit. */
export interface ParameterValues {
  readonly 'gitlab.long_poll': string;
  readonly 'gitlab.latency': SpanDocument;
  readonly 'fleet.boot': BootDocument;
  readonly 'fleet.delete': SpanDocument;
  readonly 'fleet.connect': SpanDocument;
  readonly 'fleet.ready_command': SpanDocument;
  readonly 'fleet.zones': number | readonly string[];
  readonly 'fleet.failure.create': string;
  readonly 'fleet.failure.boot_stuck': string;
  readonly 'fleet.failure.connect': string;
  readonly 'fleet.failure.delete': string;
  readonly 'fleet.host.min_allocation': string;
  readonly 'fleet.host.recycle': SpanDocument;
  readonly 'fleet.host.pool': number | null;
  readonly 'fleet.nesting.slots': number | null;
  readonly 'fleet.nesting.vm_boot': SpanDocument;
  readonly 'fleet.nesting.vm_failure': string;
  readonly 'fleet.contention.per_extra_job': string;
  readonly 'fleet.spot.share': string;
  readonly 'fleet.spot.reclaim': string;
  readonly 'fleet.spot.notice': string;
  readonly 'fleet.spot.price_factor': number;
  readonly 'fleet.spot.wave.share': string;
  readonly 'fleet.spot.wave.within': string;
  readonly 'fleet.api.latency': SpanDocument;
  readonly 'fleet.api.list_latency': SpanDocument;
  readonly 'fleet.api.rate_limit': string | null;
  readonly 'fleet.api.burst': number;
  readonly 'fleet.api.errors': string;
  readonly 'fleet.api.staleness': string;
  readonly 'fleet.api.max_batch': number | null;
}

/** Where a parameter of a preset stands in a scenario file. */
export type ParameterPath = keyof ParameterValues;

/** A preset's value with its source, or with why it is assumed: whatever contains a number that no public source backs is an assumption. */
export interface Sourced<Value> {
  readonly value: Value;
  readonly source: string;
  readonly assumed: boolean;
}

/** A fleet that people run, as the parameters of a simulation. */
export interface Preset {
  readonly name: PresetName;
  /** One sentence. */
  readonly summary: string;
  readonly parameters: { readonly [Path in ParameterPath]: Sourced<ParameterValues[Path]> };
}

/** A value that a public source gives. */
export function sourced<Value>(value: Value, source: string): Sourced<Value> {
  return { value, source, assumed: false };
}

/** A value of ours: `why` says what speaks for it. */
export function assumed<Value>(value: Value, why: string): Sourced<Value> {
  return { value, source: why, assumed: true };
}
