import type { AutoscalerConfig, ManagerConfig, PolicyConfig, RunnerConfig, UpstreamOptions } from '../../../core/config.ts';
import { parseSpan } from './script-text.ts';

/** The rules of this program, none of the real component's. */
const noUpstream: UpstreamOptions = {
  requiredFormula: false,
  surplusAtInstant: false,
  healthByThreshold: false,
  missedSlow: false,
  noCallBackOff: false,
  pendingForEver: false,
  sameInstanceRetry: false,
  evaluationGrid: false,
  plainShutdown: false,
};

/** `key=value` pairs of one line, read under the names of `config.toml`. */
class Keys {
  readonly #args: ReadonlyMap<string, string>;

  constructor(args: ReadonlyMap<string, string>) {
    this.#args = args;
  }

  number(key: string, otherwise: number): number {
    const text = this.#args.get(key);
    return text === undefined ? otherwise : Number(text);
  }

  span(key: string, otherwise: string): number {
    return parseSpan(this.#args.get(key) ?? otherwise);
  }

  flag(key: string, otherwise: boolean): boolean {
    const text = this.#args.get(key);
    return text === undefined ? otherwise : text === 'true';
  }

  get upstream(): UpstreamOptions {
    const names = this.#args.get('upstream')?.split(',') ?? [];
    return { ...noUpstream, ...Object.fromEntries(names.map((name) => [name, true])) };
  }
}

export function scriptPolicy(args: ReadonlyMap<string, string>): PolicyConfig {
  const keys = new Keys(args);
  return {
    idleCount: keys.number('idle_count', 0),
    idleTime: keys.span('idle_time', '0'),
    scaleFactor: keys.number('scale_factor', 0),
    scaleFactorLimit: keys.number('scale_factor_limit', 0),
    preemptiveMode: args.has('preemptive_mode') ? keys.flag('preemptive_mode', true) : null,
    burstFactor: keys.number('burst_factor', 0.5),
  };
}

function scriptAutoscaler(args: ReadonlyMap<string, string>, policies: readonly PolicyConfig[]): AutoscalerConfig {
  const keys = new Keys(args);
  const maxInstances = keys.number('max_instances', 10);
  return {
    capacityPerInstance: keys.number('capacity_per_instance', 1),
    maxUseCount: keys.number('max_use_count', 0),
    maxInstances,
    groupMaxSize: keys.number('group_max_size', 100),
    instanceAcquireTimeout: keys.span('instance_acquire_timeout', '15m'),
    updateInterval: keys.span('update_interval', '1m'),
    updateIntervalWhenExpecting: keys.span('update_interval_when_expecting', '2s'),
    deletionRetryInterval: keys.span('deletion_retry_interval', '1m'),
    shutdownDeletionInterval: keys.span('shutdown_deletion_interval', '10s'),
    shutdownDeletionRetries: keys.number('shutdown_deletion_retries', 3),
    failureThreshold: keys.number('failure_threshold', 3),
    heartbeats: keys.flag('heartbeats', false),
    deleteInstancesOnShutdown: keys.flag('delete_instances_on_shutdown', false),
    reservationThrottling: keys.flag('reservation_throttling', false),
    scaleLimit: keys.number('limit_per_second', 100),
    scaleBurst: keys.number('burst', maxInstances > 0 ? maxInstances : 100),
    stateStorage: keys.flag('state_storage', false),
    keepInstanceWithAcquisitions: keys.flag('keep_instance_with_acquisitions', false),
    vmIsolation: keys.flag('vm_isolation', false),
    minimumBilling: keys.span('minimum_billing', '0'),
    canWithdraw: keys.flag('can_withdraw', true),
    policies,
    upstream: keys.upstream,
  };
}

export function scriptRunner(args: ReadonlyMap<string, string>, policies: readonly PolicyConfig[], index = 0): RunnerConfig {
  const keys = new Keys(args);
  return {
    name: `runner ${String(index + 1)}`,
    limit: keys.number('limit', 0),
    requestConcurrency: keys.number('request_concurrency', 1),
    adaptiveRequestConcurrency: keys.flag('adaptive', true),
    strictCheckInterval: keys.flag('strict_check_interval', false),
    unhealthyRequestsLimit: keys.number('unhealthy_requests_limit', 3),
    unhealthyInterval: keys.span('unhealthy_interval', '60m'),
    autoscaler: scriptAutoscaler(args, policies),
    job: {
      second: 1000,
      prepareTimeout: keys.span('prepare_timeout', '0'),
      instanceAcquireTimeout: keys.span('instance_acquire_timeout', '15m'),
      dialTimeout: keys.span('dial_timeout', '10m'),
      vmDialTimeout: keys.span('dial_timeout', '10m'),
      vmIsolation: keys.flag('vm_isolation', false),
      vmImage: '',
      allowedImages: [],
    },
  };
}

export function scriptManager(args: ReadonlyMap<string, string>, runners: readonly RunnerConfig[]): ManagerConfig {
  const keys = new Keys(args);
  return {
    second: 1000,
    concurrent: keys.number('concurrent', 10),
    checkInterval: keys.span('check_interval', '3s'),
    shutdownTimeout: keys.span('shutdown_timeout', '30s'),
    runners,
  };
}
