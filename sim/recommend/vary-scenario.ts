import type { Scenario } from '../scenario/scenario.ts';
import type { DurationDistribution } from '../scenario/duration-distribution.ts';
import type { ScenarioFault } from '../scenario/scenario-fault.ts';
import type { WorkloadStream } from '../scenario/workload-stream.ts';
import type { Variant } from './trial.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** What a wave takes of the spot instances, and within which time. @remarks Source: the scenario spot-reclaim, after gitlab-org/fleeting/plugins/aws#35. */
const wave = { share: 0.6, withinMs: 20 * minuteMs };
const zoneLostForMs = 2 * hourMs;

/** The scenario in a variant: with another load, slower boots, or a blow at `blowAtMs`. */
export function varyScenario(scenario: Scenario, { load, boot, blow }: Variant, blowAtMs: number): Scenario {
  const fault = blow === null ? null : faultOf(blow, scenario, blowAtMs);
  return {
    ...scenario,
    streams: load === 1 ? scenario.streams : scenario.streams.map((stream) => withLoad(stream, load)),
    fleet:
      boot === 1
        ? scenario.fleet
        : { ...scenario.fleet, boot: { running: slower(scenario.fleet.boot.running, boot), ready: slower(scenario.fleet.boot.ready, boot) } },
    faults: fault === null ? scenario.faults : [...scenario.faults, fault].sort((a, b) => a.atMs - b.atMs),
  };
}

function faultOf(blow: NonNullable<Variant['blow']>, { fleet }: Scenario, atMs: number): ScenarioFault {
  if (blow === 'spot-wave') return { type: 'spot_storm', atMs, forMs: wave.withinMs, count: null, share: wave.share, zone: null };
  return { type: 'zone_outage', atMs, forMs: zoneLostForMs, zone: fleet.zones[0]! };
}

function withLoad(stream: WorkloadStream, load: number): WorkloadStream {
  switch (stream.type) {
    case 'poisson':
      return { ...stream, jobsPerHour: stream.jobsPerHour * load };
    case 'profile':
      return { ...stream, peakJobsPerHour: stream.peakJobsPerHour * load };
    case 'burst':
      return { ...stream, jobs: Math.round(stream.jobs * load) };
    case 'closed':
      return { ...stream, users: Math.round(stream.users * load) };
    case 'trace':
      return { ...stream, rate: stream.rate * load };
  }
}

/** A distribution of spans that are all so many times as long. */
function slower(distribution: DurationDistribution, factor: number): DurationDistribution {
  const times = (ms: number): number => Math.round(ms * factor);
  const bounds = (of: { readonly minMs: number | null; readonly maxMs: number | null }): { minMs: number | null; maxMs: number | null } => ({
    minMs: of.minMs === null ? null : times(of.minMs),
    maxMs: of.maxMs === null ? null : times(of.maxMs),
  });
  switch (distribution.dist) {
    case 'constant':
      return { ...distribution, valueMs: times(distribution.valueMs) };
    case 'uniform':
      return { ...distribution, minMs: times(distribution.minMs), maxMs: times(distribution.maxMs) };
    case 'exponential':
      return { ...distribution, ...bounds(distribution), meanMs: times(distribution.meanMs) };
    case 'empirical':
      return { ...distribution, ...bounds(distribution), valuesMs: distribution.valuesMs.map(times) };
    case 'lognormal':
    case 'gamma':
    case 'weibull': {
      const { shape } = distribution;
      const scaled = shape.by === 'quantiles' ? { ...shape, p50Ms: times(shape.p50Ms), p95Ms: times(shape.p95Ms) } : { ...shape, meanMs: times(shape.meanMs) };
      return { ...distribution, ...bounds(distribution), shape: scaled };
    }
  }
}
