import type { DurationDistribution } from './duration-distribution.ts';

/** The fleets whose parameters Drydock knows, in the order in which they are listed. */
export const presetNames = [
  'generic',
  'aws-linux',
  'aws-windows',
  'aws-mac',
  'gcp-linux',
  'gcp-windows',
  'azure-linux',
  'azure-windows',
  'static-hosts',
] as const;
export type PresetName = (typeof presetNames)[number];

/** How the fake fleet behaves. Shares are 0 to 1, spans integer milliseconds. */
export interface FleetModel {
  readonly preset: PresetName;
  /** From the accepted request until the group says `running`, and from there until it answers connections. */
  readonly boot: { readonly running: DurationDistribution; readonly ready: DurationDistribution };
  /** From the accepted removal until the instance is gone. */
  readonly delete: DurationDistribution;
  readonly failure: FailureShares;
  /** Dedicated hosts below the instances; null where the cloud has none to show. */
  readonly host: HostModel | null;
  readonly nesting: NestingModel;
  /** Extra run time of a job for each other job on its instance, as a share of its own; 0 for none. */
  readonly contentionPerExtraJob: number;
  /** null for none. */
  readonly spot: SpotModel | null;
  readonly api: ApiModel;
  /** null: no money is computed. */
  readonly price: PriceModel | null;
  /** Names of the zones that instances are spread over in turn; at least one. */
  readonly zones: readonly string[];
  /** From the dial to an open session. */
  readonly connect: DurationDistribution;
  /** Run time of the ready command. */
  readonly readyCommand: DurationDistribution;
}

/** How often a step fails. */
export interface FailureShares {
  /** An accepted request that ends without an instance. */
  readonly create: number;
  /** An instance that runs but never answers. */
  readonly bootStuck: number;
  /** A dial that fails. */
  readonly connect: number;
  /** An accepted removal after which the instance is still there. */
  readonly delete: number;
}

/** Machines that are allocated, billed and recycled as wholes (a Mac). */
export interface HostModel {
  /** Shortest time from allocation to release. */
  readonly minAllocationMs: number;
  /** Scrubbing after an instance's end, during which the host serves nobody. */
  readonly recycle: DurationDistribution;
  /** Hosts that exist at all; null for as many as wanted. */
  readonly pool: number | null;
}

/** Virtual machines inside an instance. */
export interface NestingModel {
  /** VMs that an instance can run; null for as many as the configuration asks for. */
  readonly slots: number | null;
  readonly vmBoot: DurationDistribution;
  /** Share of VM starts that fail. */
  readonly vmFailure: number;
}

/** Instances that the cloud may take back. */
export interface SpotModel {
  /** Share of instances that are spot instances. */
  readonly share: number;
  /** Expected reclaims of one instance in an hour. */
  readonly reclaimsPerHour: number;
  readonly noticeMs: number;
  /** Factor on the price of a spot instance. */
  readonly priceFactor: number;
  /** Reclaims come as waves by zone: each takes this share of the zone's spot instances, so waves come `reclaimsPerHour / waveShare` times an hour. 0: each dies alone. */
  readonly waveShare: number;
  /** The instances of one wave are taken within this span. */
  readonly waveWithinMs: number;
}

/** The interface of the fake cloud. */
export interface ApiModel {
  /** Of calls that change something. */
  readonly latency: DurationDistribution;
  readonly listLatency: DurationDistribution;
  /** Refill of the two token buckets, one for listings and one for calls that change something; each call takes a token. null for no limit. */
  readonly callsPerSecond: number | null;
  readonly burst: number;
  /** Share of calls that fail. */
  readonly errors: number;
  /** A listing shows the group as it was this long ago. */
  readonly stalenessMs: number;
  /** Instances that one call can change; null for no limit. What is beyond it is not done (partial success). */
  readonly maxBatch: number | null;
}

/** What an instance costs. */
export interface PriceModel {
  readonly currency: string;
  readonly perInstanceHour: number;
  /** Shortest time that an instance is billed for. */
  readonly minimumMs: number;
  /** Where the number is from; null when the author does not say. */
  readonly source: string | null;
}
