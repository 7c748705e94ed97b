import { dirname, join } from 'node:path';
import { assert } from '../../core/assert.ts';
import type { JobConfig } from '../../core/config.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { AutoscalerTable, RunnerTable } from '../config/gitlab-runner-config.ts';
import type { ServedRunner } from '../config/to-manager-config.ts';
import type { HostKeyChecking } from '../connectors/connect-info.ts';
import { ConnectionPool } from '../connectors/connection-pool.ts';
import { connectorFor } from '../connectors/connector-for.ts';
import { CoordinatorClient } from '../coordinator/coordinator-client.ts';
import { goPlatform, runnerInfo, type RunnerIdentity } from '../coordinator/runner-info.ts';
import { FaultError } from '../fault-error.ts';
import type { Fleet, FleetFacts } from '../fleets/fleet.ts';
import { openFleet } from '../fleets/open-fleet.ts';
import type { LogPacing } from '../job-log/log-pacing.ts';
import type { Logger } from '../logging/logger.ts';
import { shortenToken } from '../logging/shorten-token.ts';
import type { ManagerMetrics } from '../metrics/manager-metrics.ts';
import type { Clock } from './clock.ts';
import { DryFleetDesk } from './dry-fleet-desk.ts';
import { DryJobDesk } from './dry-job-desk.ts';
import { FleetDesk } from './fleet-desk.ts';
import { InstanceDesk, type InstanceDeskOptions } from './instance-desk.ts';
import type { JobDesk, JobDeskOptions } from './job-desk.ts';
import type { Happening } from './manager-loop.ts';
import { openPatiently } from './open-patiently.ts';
import { RequestDesk } from './request-desk.ts';
import type { RunnerDesks } from './runner-desks.ts';
import { sayingFaults } from './saying-faults.ts';

/** What surrounds every runner of a manager. */
export interface RunnerSurroundings {
  /** Beside it are certificates. */
  readonly configFile: string;
  readonly identity: RunnerIdentity;
  readonly systemId: string;
  readonly hostname: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  /** `connection_max_age` in milliseconds. */
  readonly connectionMaxAgeMs: number;
  /** Ask the real fleets, write nothing, take no job. */
  readonly dryRun: boolean;
  readonly pacing?: Partial<LogPacing>;
}

/** What connects a runner to the loop. */
export interface RunnerHooks {
  readonly clock: Clock;
  readonly send: (happening: Happening) => void;
  readonly onBroken: (error: unknown) => void;
  readonly metrics: () => ManagerMetrics | null;
}

/** A runner that is ready to be acted for. */
export interface OpenRunner {
  readonly desks: RunnerDesks;
  readonly facts: FleetFacts;
  /** Puts a changed table in force for the next job. */
  configure(table: RunnerTable, job: JobConfig | undefined): void;
  /** Closes connections. The fleet is closed by an effect of the core. */
  close(): Promise<void>;
}

/**
 * Opens a runner's fleet and makes its client and its desks.
 *
 * @throws FaultError when its fleet cannot be opened after several tries, or its address can never be called.
 */
export async function openRunner(
  served: ServedRunner,
  runner: number,
  job: JobConfig | undefined,
  surroundings: RunnerSurroundings,
  hooks: RunnerHooks,
): Promise<OpenRunner> {
  assert(job !== undefined, 'every runner that is served has a configuration');
  const { table, autoscaler } = served;
  const log = surroundings.log.with({ runner: shortenToken(table.token.reveal()) });
  const { fleet, facts } = await readyFleet(served, log);
  const client = clientOf(table, runner, surroundings, hooks, log);
  const cacheStore = await cacheStoreOf(table, surroundings, hooks);
  const pool = new ConnectionPool();
  const settings = { table, job };
  const send = sayingFaults(log, hooks.send);
  const instances = instanceDesk(autoscaler, fleet, pool, { send, log });
  const fleetDesk = surroundings.dryRun
    ? new DryFleetDesk(fleet, { send: hooks.send, list: send, log })
    : new FleetDesk(fleet, send, (id) => {
        instances.forget(id);
      });
  const jobs = surroundings.dryRun
    ? new DryJobDesk(hooks.send)
    : new RequestDesk({
        client,
        openJobs: () => openJobs({ runner, settings: () => settings, client, instances, cacheStore, log }, surroundings, hooks),
        log,
        send: hooks.send,
        onBroken: hooks.onBroken,
      });
  return {
    desks: { fleet, client, fleetDesk, instances, jobs, log },
    facts,
    configure: (changed, changedJob) => {
      settings.table = changed;
      settings.job = changedJob ?? settings.job;
    },
    close: async () => {
      await Promise.all([pool.close(), client.close()]);
    },
  };
}

async function cacheStoreOf({ cache, token }: RunnerTable, { environment }: RunnerSurroundings, { clock }: RunnerHooks): Promise<CacheStore | null> {
  if (cache === null) return null;
  const { makeCacheStore } = await import('../cache/make-cache-store.ts');
  return makeCacheStore(cache, { shortToken: shortenToken(token.reveal()), environment, now: () => new Date(clock.now()) });
}

/** All that runs jobs is loaded here, and not before. */
async function openJobs(
  own: Pick<JobDeskOptions, 'runner' | 'settings' | 'client' | 'instances' | 'cacheStore' | 'log'>,
  surroundings: RunnerSurroundings,
  { clock, send, onBroken, metrics }: RunnerHooks,
): Promise<JobDesk> {
  const { JobDesk: Desk } = await import('./job-desk.ts');
  const { hostname, identity, systemId, pacing } = surroundings;
  return new Desk({
    ...own,
    facts: { hostname, version: { ...identity, ...goPlatform() } },
    systemId,
    clock,
    send,
    onReceived: (queue, receivedAt) => metrics()?.jobs.received(own.runner, queue, receivedAt),
    onStageEnded: (stage, seconds) => metrics()?.jobs.stageEnded(own.runner, stage, seconds),
    onBroken,
    ...(pacing !== undefined && { pacing }),
  });
}

function instanceDesk(autoscaler: AutoscalerTable, fleet: Fleet, pool: ConnectionPool, { send, log }: Pick<InstanceDeskOptions, 'send' | 'log'>): InstanceDesk {
  return new InstanceDesk({
    fleet,
    connectorFor,
    pool,
    hostKeyChecking: autoscaler.connectorConfig.hostKeyChecking as HostKeyChecking,
    readyCommand: autoscaler.instanceReadyCommand,
    dialTimeoutMs: autoscaler.connectorConfig.timeout,
    // The real runner's ready command has no limit; nobody waits longer for an instance than this.
    readyTimeoutMs: autoscaler.instanceAcquireTimeout,
    send,
    log,
  });
}

function clientOf(table: RunnerTable, runner: number, surroundings: RunnerSurroundings, { metrics }: RunnerHooks, log: Logger): CoordinatorClient {
  const { identity, systemId, configFile, environment, connectionMaxAgeMs } = surroundings;
  return new CoordinatorClient({
    credentials: { url: table.url, token: table.token, tlsCaFile: table.tlsCaFile, tlsCertFile: table.tlsCertFile, tlsKeyFile: table.tlsKeyFile },
    identity,
    info: runnerInfo({ identity, executor: table.executor, shell: table.shell }),
    systemId,
    certDirectory: join(dirname(configFile), 'certs'),
    connectionMaxAgeMs,
    useJobRouter: table.featureFlags['FF_USE_JOB_ROUTER'] ?? false,
    environment,
    observe: (call) => metrics()?.requests.called(runner, call),
    report: (level, message) => {
      log.log(level === 'warn' ? 'warning' : 'debug', message);
    },
  });
}

async function readyFleet(served: ServedRunner, log: Logger): Promise<{ fleet: Fleet; facts: FleetFacts }> {
  if (served.autoscaler.vmIsolation.enabled)
    throw new FaultError(
      'conflict',
      `runner "${served.name}" asks for vm_isolation, which is simulated but not run yet: its jobs would run on the host itself`,
    );
  const { fleet, problems } = await openFleet(served.autoscaler, ['runners', served.index, 'autoscaler']);
  if (fleet === null) throw new FaultError('conflict', problems.map(({ message, hint }) => (hint === '' ? message : `${message} (${hint})`)).join('; '));
  return { fleet, facts: await openPatiently(fleet, served.name, log) };
}
