import type { DurationDistribution } from './duration-distribution.ts';
import type { FleetModel, HostModel, PriceModel, SpotModel } from './fleet-model.ts';
import { givenParameters } from './given-parameters.ts';
import { findPreset } from './presets/find-preset.ts';
import type { ParameterPath, ParameterValues } from './presets/preset.ts';
import { resolveDistribution, type RecordedDurations } from './resolve-distribution.ts';
import type { GitlabModel, Parameter } from './scenario.ts';
import type { SpanDocument } from './schema/distribution.ts';
import type { ScenarioDocument } from './schema/scenario.ts';
import { parseDuration } from './text/duration.ts';
import { parseRatePerHour } from './text/rate.ts';
import { parseShare } from './text/share.ts';
import { valueText } from './text/value-text.ts';
import { zoneNames } from './zone-names.ts';

/** The parts of a scenario that a preset completes. */
export interface ResolvedFleet {
  readonly gitlab: GitlabModel;
  readonly fleet: FleetModel;
  readonly parameters: readonly Parameter[];
}

/** Takes each parameter from the scenario, or else from its preset, and keeps where it is from. */
export function resolveFleet(document: ScenarioDocument, recorded: RecordedDurations): ResolvedFleet {
  const merged = new MergedParameters(document, recorded);
  const gitlab: GitlabModel = { longPollMs: merged.duration('gitlab.long_poll'), latency: merged.span('gitlab.latency') };
  const host = hostOf(merged);
  const fleet: FleetModel = {
    preset: document.fleet?.preset ?? 'generic',
    boot: merged.boot(),
    delete: merged.span('fleet.delete'),
    failure: {
      create: merged.share('fleet.failure.create'),
      bootStuck: merged.share('fleet.failure.boot_stuck'),
      connect: merged.share('fleet.failure.connect'),
      delete: merged.share('fleet.failure.delete'),
    },
    host,
    nesting: { slots: merged.value('fleet.nesting.slots'), vmBoot: merged.span('fleet.nesting.vm_boot'), vmFailure: merged.share('fleet.nesting.vm_failure') },
    contentionPerExtraJob: merged.share('fleet.contention.per_extra_job'),
    spot: spotOf(merged),
    api: apiOf(merged),
    price: priceOf(document, host),
    zones: zoneNames(merged.value('fleet.zones')),
    connect: merged.span('fleet.connect'),
    readyCommand: merged.span('fleet.ready_command'),
  };
  return { gitlab, fleet, parameters: merged.origins() };
}

type PathOf<Value> = { [Path in ParameterPath]: ParameterValues[Path] extends Value ? Path : never }[ParameterPath];

/** The parameters of a scenario over those of its preset. */
class MergedParameters {
  readonly #given: ReturnType<typeof givenParameters>;
  readonly #preset: ReturnType<typeof findPreset>;
  readonly #recorded: RecordedDurations;

  constructor(document: ScenarioDocument, recorded: RecordedDurations) {
    this.#given = givenParameters(document);
    this.#preset = findPreset(document.fleet?.preset);
    this.#recorded = recorded;
  }

  value<Path extends ParameterPath>(path: Path): ParameterValues[Path] {
    return this.#given[path] ?? this.#preset.parameters[path].value;
  }

  duration(path: PathOf<string>): number {
    return parseDuration(this.value(path));
  }

  share(path: PathOf<string>): number {
    return parseShare(this.value(path));
  }

  span(path: PathOf<SpanDocument>): DurationDistribution {
    return resolveDistribution(this.value(path), this.#recorded);
  }

  /** A boot time that is given as a whole is the time until the cloud says `running`; the instance answers at once from there. */
  boot(): FleetModel['boot'] {
    const boot = this.value('fleet.boot');
    const phases = typeof boot === 'object' && 'running' in boot ? boot : { running: boot, ready: '0s' };
    return { running: resolveDistribution(phases.running, this.#recorded), ready: resolveDistribution(phases.ready, this.#recorded) };
  }

  origins(): Parameter[] {
    return (Object.keys(this.#preset.parameters) as ParameterPath[]).map((path) => {
      const given = this.#given[path];
      if (given !== undefined) return { path, value: valueText(given), origin: 'scenario', source: null };
      const { value, source, assumed } = this.#preset.parameters[path];
      return { path, value: valueText(value), origin: assumed ? 'assumption' : 'preset', source };
    });
  }
}

function hostOf(merged: MergedParameters): HostModel | null {
  const host: HostModel = {
    minAllocationMs: merged.duration('fleet.host.min_allocation'),
    recycle: merged.span('fleet.host.recycle'),
    pool: merged.value('fleet.host.pool'),
  };
  const alwaysFree = host.recycle.dist === 'constant' && host.recycle.valueMs === 0;
  return host.minAllocationMs === 0 && alwaysFree && host.pool === null ? null : host;
}

function spotOf(merged: MergedParameters): SpotModel | null {
  const share = merged.share('fleet.spot.share');
  if (share === 0) return null;
  return {
    share,
    reclaimsPerHour: parseRatePerHour(merged.value('fleet.spot.reclaim')),
    noticeMs: merged.duration('fleet.spot.notice'),
    priceFactor: merged.value('fleet.spot.price_factor'),
    waveShare: merged.share('fleet.spot.wave.share'),
    waveWithinMs: merged.duration('fleet.spot.wave.within'),
  };
}

function apiOf(merged: MergedParameters): FleetModel['api'] {
  const limit = merged.value('fleet.api.rate_limit');
  return {
    latency: merged.span('fleet.api.latency'),
    listLatency: merged.span('fleet.api.list_latency'),
    callsPerSecond: limit === null ? null : parseRatePerHour(limit) / 3600,
    burst: merged.value('fleet.api.burst'),
    errors: merged.share('fleet.api.errors'),
    stalenessMs: merged.duration('fleet.api.staleness'),
    maxBatch: merged.value('fleet.api.max_batch'),
  };
}

function priceOf({ fleet }: ScenarioDocument, host: HostModel | null): PriceModel | null {
  const price = fleet?.price;
  if (price === undefined) return null;
  return {
    currency: price.currency,
    perInstanceHour: price.per_instance_hour,
    minimumMs: price.minimum === undefined ? (host?.minAllocationMs ?? 0) : parseDuration(price.minimum),
    source: price.source ?? null,
  };
}
