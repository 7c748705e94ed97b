import type { AutoscalerConfig, ManagerConfig, PolicyConfig, RunnerConfig, UpstreamOptions } from '../../core/config.ts';
import type { Finding } from '../../core/finding.ts';
import type { AutoscalerTable, GitlabRunnerConfig, PolicyTable, RunnerTable } from './gitlab-runner-config.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import type { Problem } from './problem.ts';

/** What the core needs and the file does not say. */
export interface ManagerOptions {
  /** Serve this runner alone. */
  readonly runner?: string;
  /** The fleet's own limit; none known where left out. */
  readonly groupMaxSize?: number;
  /** Shortest time that an instance is billed for, in milliseconds. */
  readonly minimumBilling?: number;
  /** Whether the fleet can take back an accepted request; false where left out. */
  readonly canWithdraw?: boolean;
  /** Decide by the real component's rules wherever Drydock's differ. */
  readonly compat?: 'upstream' | undefined;
}

/** A runner that the manager serves, and the place of its table in the file. */
export interface ServedRunner {
  readonly name: string;
  /** Index among the `[[runners]]` of the file. */
  readonly index: number;
  readonly table: RunnerTable;
  readonly autoscaler: AutoscalerTable;
}

/** The core's configuration; `runners[i]` stands for `manager.runners[i]`. */
export interface ManagerSetup {
  readonly manager: ManagerConfig;
  readonly runners: readonly ServedRunner[];
  readonly findings: readonly Finding[];
}

const second = 1000;
const heartbeatsFlag = 'FF_USE_FLEETING_ACQUIRE_HEARTBEATS';
const adaptiveFlag = 'FF_USE_ADAPTIVE_REQUEST_CONCURRENCY';
const defaultScaleLimit = 100;
const noScaleLimit = -1;

/** Makes the core's configuration of the instance executors in a file, in milliseconds. Runners of other executors are left out, with a warning. */
export function toManagerConfig(config: GitlabRunnerConfig, options: ManagerOptions = {}): ManagerSetup {
  const problems: Problem[] = [];
  const runners = servedRunners(config, options.runner, (problem) => void problems.push(problem));
  const manager: ManagerConfig = {
    second,
    concurrent: config.concurrent,
    checkInterval: config.checkInterval,
    shutdownTimeout: config.shutdownTimeout,
    runners: runners.map((runner) => runnerConfig(runner, options)),
  };
  return { manager, runners, findings: problems.map((problem) => config.source.finding(problem)) };
}

function servedRunners(config: GitlabRunnerConfig, selected: string | undefined, report: (problem: Problem) => void): readonly ServedRunner[] {
  const served: ServedRunner[] = [];
  config.runners.forEach((table, index) => {
    if (selected !== undefined && table.name !== selected) return;
    if (table.executor === 'instance') {
      if (table.autoscaler !== null) served.push({ name: table.name, index, table, autoscaler: table.autoscaler });
      return;
    }
    const outcome = selected === undefined ? 'is left out' : 'cannot be served';
    const message = `runner "${table.name}" ${outcome}: its executor is "${table.executor}", not "instance"`;
    report({ severity: selected === undefined ? 'warning' : 'error', rule: 'executor', message, path: ['runners', index, 'executor'], at: 'value', hint: '' });
  });
  if (served.length === 0 && !isSelectable(config, selected)) reportNone(config, selected, report);
  return served;
}

/** Whether there is such a runner, though it may not be fit to be served: what it lacks has been said then. */
function isSelectable({ runners }: GitlabRunnerConfig, selected: string | undefined): boolean {
  return runners.some(({ name, executor }) => (selected === undefined ? executor === 'instance' : name === selected));
}

function reportNone(config: GitlabRunnerConfig, selected: string | undefined, report: (problem: Problem) => void): void {
  const names = config.runners.map((table) => table.name);
  const nearest = selected === undefined ? '' : nearestName(selected, names);
  const named = names.length === 0 ? '' : `the file has ${names.map((name) => (name === '' ? 'one without a name' : `"${name}"`)).join(', ')}`;
  const message = selected === undefined ? 'the file has no runner with executor = "instance"' : `there is no runner "${selected}"`;
  report({ severity: 'error', rule: 'runner', message, path: ['runners'], at: 'key', hint: nearest === '' ? named : `did you mean "${nearest}"?` });
}

function runnerConfig({ name, table, autoscaler }: ServedRunner, options: ManagerOptions): RunnerConfig {
  return {
    name,
    limit: table.limit,
    requestConcurrency: table.requestConcurrency,
    adaptiveRequestConcurrency: table.featureFlags[adaptiveFlag] ?? true,
    strictCheckInterval: table.strictCheckInterval,
    unhealthyRequestsLimit: table.unhealthyRequestsLimit,
    unhealthyInterval: table.unhealthyInterval,
    autoscaler: autoscalerConfig(table, autoscaler, options),
    job: {
      second,
      prepareTimeout: Math.max(0, table.prepareTimeout),
      instanceAcquireTimeout: autoscaler.instanceAcquireTimeout,
      dialTimeout: autoscaler.connectorConfig.timeout,
      vmDialTimeout: autoscaler.vmIsolation.connectorConfig.timeout,
      vmIsolation: autoscaler.vmIsolation.enabled,
      vmImage: autoscaler.vmIsolation.image,
      allowedImages: table.instance.allowedImages,
    },
  };
}

function autoscalerConfig(table: RunnerTable, autoscaler: AutoscalerTable, options: ManagerOptions): AutoscalerConfig {
  const { groupMaxSize = Number.MAX_SAFE_INTEGER, minimumBilling = 0, canWithdraw = false } = options;
  const upstream = options.compat === 'upstream';
  return {
    capacityPerInstance: Math.max(1, autoscaler.capacityPerInstance),
    maxUseCount: autoscaler.maxUseCount,
    maxInstances: autoscaler.maxInstances,
    groupMaxSize,
    instanceAcquireTimeout: autoscaler.instanceAcquireTimeout,
    updateInterval: autoscaler.updateInterval,
    updateIntervalWhenExpecting: autoscaler.updateIntervalWhenExpecting,
    deletionRetryInterval: autoscaler.deletionRetryInterval,
    shutdownDeletionInterval: autoscaler.shutdownDeletionInterval,
    shutdownDeletionRetries: autoscaler.shutdownDeletionRetries,
    failureThreshold: autoscaler.failureThreshold,
    heartbeats: table.featureFlags[heartbeatsFlag] ?? false,
    deleteInstancesOnShutdown: autoscaler.deleteInstancesOnShutdown,
    reservationThrottling: autoscaler.reservationThrottling ?? upstream,
    ...scaleThrottle(autoscaler),
    stateStorage: autoscaler.stateStorage.enabled,
    keepInstanceWithAcquisitions: autoscaler.stateStorage.keepInstanceWithAcquisitions,
    vmIsolation: autoscaler.vmIsolation.enabled,
    minimumBilling,
    canWithdraw,
    policies: autoscaler.policy.map((policy) => policyConfig(policy, upstream)),
    upstream: upstreamOptions(upstream),
  };
}

function scaleThrottle({ maxInstances, scaleThrottle: { limit, burst } }: AutoscalerTable): Pick<AutoscalerConfig, 'scaleLimit' | 'scaleBurst'> {
  if (limit === noScaleLimit) return { scaleLimit: 0, scaleBurst: 0 };
  const scaleLimit = limit === 0 ? defaultScaleLimit : limit;
  if (burst > 0) return { scaleLimit, scaleBurst: burst };
  return { scaleLimit, scaleBurst: maxInstances > 0 ? maxInstances : scaleLimit };
}

function policyConfig(policy: PolicyTable, upstream: boolean): PolicyConfig {
  const { idleCount, idleTime, scaleFactor, scaleFactorLimit, preemptiveMode, burstFactor } = policy;
  return { idleCount, idleTime, scaleFactor, scaleFactorLimit, preemptiveMode, burstFactor: upstream ? 0 : burstFactor };
}

function upstreamOptions(upstream: boolean): UpstreamOptions {
  return {
    requiredFormula: upstream,
    surplusAtInstant: upstream,
    healthByThreshold: upstream,
    missedSlow: upstream,
    noCallBackOff: upstream,
    pendingForEver: upstream,
    sameInstanceRetry: upstream,
    evaluationGrid: upstream,
    plainShutdown: upstream,
  };
}
