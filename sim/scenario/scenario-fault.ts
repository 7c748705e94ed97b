/** What every fault has: a window in milliseconds since `clock.start`; a fault of an instant has `forMs` 0. */
interface Window {
  readonly atMs: number;
  readonly forMs: number;
}

/** Which instances a fault hits: a count, or a share (0 to 1) when `count` is null; of one zone, or of all when `zone` is null. */
export interface FaultTargets {
  readonly count: number | null;
  readonly share: number;
  readonly zone: string | null;
}

/** Calls of the fleet's interface fail. */
export interface CloudApiOutage extends Window {
  readonly type: 'cloud_api_outage';
  /** Share of calls. */
  readonly errors: number;
}

/** The rate limit of the fleet's interface falls. */
export interface CloudApiThrottle extends Window {
  readonly type: 'cloud_api_throttle';
  readonly callsPerSecond: number;
  readonly burst: number;
}

/** The cloud has no machines left: requests of instances are refused. */
export interface CapacityShortage extends Window {
  readonly type: 'capacity_shortage';
  /** Share of requested instances that are refused. */
  readonly share: number;
  readonly zone: string | null;
}

/** Instances requested in the window take `factor` times as long to boot. */
export interface BootSlow extends Window {
  readonly type: 'boot_slow';
  readonly factor: number;
}

/** Instances requested in the window never answer. */
export interface BootFail extends Window {
  readonly type: 'boot_fail';
  readonly share: number;
}

/** Instances die without notice, spread over the window. */
export interface InstanceLoss extends Window, FaultTargets {
  readonly type: 'instance_loss';
}

/** Spot instances are taken back, with notice, spread over the window. */
export interface SpotStorm extends Window, FaultTargets {
  readonly type: 'spot_storm';
}

/** A zone loses its instances and takes no new ones. */
export interface ZoneOutage extends Window {
  readonly type: 'zone_outage';
  readonly zone: string;
}

/** The coordinator answers with an error, or (status 0) not at all. */
export interface GitlabOutage extends Window {
  readonly type: 'gitlab_outage';
  readonly status: number;
}

/** Instances run but cannot be reached from the manager. */
export interface NetworkPartition extends Window, FaultTargets {
  readonly type: 'network_partition';
}

/** The nesting daemon of instances dies with its VMs and comes back at the window's end. */
export interface NestingCrash extends Window, FaultTargets {
  readonly type: 'nesting_crash';
}

/** The manager gets a signal and starts again after `downMs`. */
export interface ManagerRestart extends Window {
  readonly type: 'manager_restart';
  readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL';
  readonly downMs: number;
  /** Whether the state file survives. */
  readonly state: 'kept' | 'lost';
}

/** Somebody else removes instances of the group. */
export interface ForeignTermination extends Window, FaultTargets {
  readonly type: 'foreign_termination';
}

/** One thing that goes wrong at a known time. */
export type ScenarioFault =
  | CloudApiOutage
  | CloudApiThrottle
  | CapacityShortage
  | BootSlow
  | BootFail
  | InstanceLoss
  | SpotStorm
  | ZoneOutage
  | GitlabOutage
  | NetworkPartition
  | NestingCrash
  | ManagerRestart
  | ForeignTermination;

/** Every type of fault, by the name that a scenario file gives it. */
export const faultTypes = [
  'cloud_api_outage',
  'cloud_api_throttle',
  'capacity_shortage',
  'boot_slow',
  'boot_fail',
  'instance_loss',
  'spot_storm',
  'zone_outage',
  'gitlab_outage',
  'network_partition',
  'nesting_crash',
  'manager_restart',
  'foreign_termination',
] as const satisfies readonly ScenarioFault['type'][];
