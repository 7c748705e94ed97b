import { hostname } from 'node:os';
import { watchFile, unwatchFile } from 'node:fs';
import { changesText } from '../../../adapters/config/changes-text.ts';
import { configChanges } from '../../../adapters/config/config-changes.ts';
import type { GitlabRunnerConfig } from '../../../adapters/config/gitlab-runner-config.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { toManagerConfig, type ServedRunner } from '../../../adapters/config/to-manager-config.ts';
import { systemId } from '../../../adapters/coordinator/system-id.ts';
import { ManagerService } from '../../../adapters/driver/manager-service.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import { logSettings } from '../../../adapters/logging/log-settings.ts';
import type { Logger } from '../../../adapters/logging/logger.ts';
import { HttpServer } from '../../../adapters/metrics/http-server.ts';
import { parseListenAddress } from '../../../adapters/metrics/listen-address.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import type { Finding } from '../../../core/finding.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { findingText } from '../../finding-text.ts';
import { identity } from '../../identity.ts';
import type { Io } from '../../io.ts';
import { readOrFault } from '../../read-file.ts';
import { terminalStyle } from '../../terminal-style.ts';
import { writeCrashDump } from './crash-dump.ts';
import { Failure } from './failure.ts';
import { fleetFindings } from './fleet-findings.ts';
import { operatorLog } from './operator-log.ts';
import type { OperatorOptions } from './operator-options.ts';
import { RunRecords } from './run-records.ts';
import { listenToSignals, type SignalTarget } from './signals.ts';

/** The options of `drydock run`. */
export interface RunOptions extends OperatorOptions {
  readonly listenAddress?: string;
  readonly dryRun?: boolean;
  /** Folder of the journal. */
  readonly journal?: string;
  readonly workingDirectory?: string;
  /** Whether the status pages are shown to other machines too. */
  readonly statusPublic?: boolean;
  /** Serve this runner alone. */
  readonly runner?: string;
  /** Serve one runner, and have one job at a time in hand, whatever `concurrent` says. */
  readonly single?: boolean;
  /** Watches the service from its start, and may ask it to end. `pages` is the address of its pages; null where there are none. */
  readonly supervise?: (service: ManagerService, pages: string | null, log: Logger) => () => void;
  /** Hears every step of the core, after the journal. */
  readonly observe?: (event: Event, effects: readonly Effect[]) => void;
  /** Whoever supervises hears the signals too; SIGHUP reloads nothing then. */
  readonly hasOwnSignals?: boolean;
}

/** How often the file is looked at for a change. @remarks Source: GitLab Runner documentation, "the file is checked every 3 seconds". */
const watchIntervalMs = 3_000;

/** `drydock run`: takes jobs from GitLab and runs them on instances, until a signal ends it. */
export async function run(options: RunOptions, io: Io): Promise<ExitCode> {
  if (options.workingDirectory !== undefined) enter(options.workingDirectory);
  const config = readConfig(options, io);
  const { runners: served } = toManagerConfig(config, selection(options));
  if (options.single === true && served.length > 1) throw new Failure(`which runner? Name it by --runner; there are ${namesOf(served)}`);
  refuseErrors(await fleetFindings(config, served), options, io);
  let counting: ManagerService | null = null;
  const log = operatorLog(options, config, io, (level) => counting?.metrics.process.logged(level));
  hideTokens(config, log);
  const id = await systemId(options.config, { warn: (message) => log.warning(message) });
  log.info('Starting', { ...identity(), system_id: id, runners: served.length, concurrent: config.concurrent, ConfigFile: options.config });
  const records = new RunRecords({ served, configFile: options.config, journal: options.journal, dryRun: options.dryRun ?? false, log });
  const service = await openService(options, config, { id, log, io, records });
  counting = service;
  service.metrics.process.configuration('loaded');
  records.begin(service);
  const server = await listen(options, config, service, log);
  const stopListening = follow(options, io, { config, service, log, records });
  const stopSupervising = options.supervise?.(service, server?.address ?? null, log);
  service.start();
  log.info(options.dryRun === true ? 'Dry run: decisions are said, nothing is changed, no job is taken' : 'Initialized, asking for jobs');
  try {
    await service.stopped;
    log.info('All jobs have ended, bye');
    return exitCodes.ok;
  } catch (error) {
    const dump = writeCrashDump(service, error);
    log.log('fatal', 'A rule of the manager broke, and it ends: this is a bug', { ...(dump !== null && { last_events: dump }) });
    throw error;
  } finally {
    stopListening();
    stopSupervising?.();
    await Promise.all([server?.close(), records.close()]);
  }
}

/** @throws Failure when nobody can work there. */
function enter(folder: string): void {
  try {
    process.chdir(folder);
  } catch (error) {
    throw new Failure(`cannot work in ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Around {
  readonly id: string;
  readonly log: Logger;
  readonly io: Io;
  readonly records: RunRecords;
}

async function openService(options: RunOptions, config: GitlabRunnerConfig, { id, log, io, records }: Around): Promise<ManagerService> {
  try {
    return await ManagerService.open({
      config,
      ...selection(options),
      configFile: options.config,
      identity: identity(),
      version: { ...identity(), builtAt: '' },
      systemId: id,
      hostname: hostname(),
      environment: io.env,
      log,
      connectionMaxAgeMs: config.connectionMaxAge,
      zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      dryRun: options.dryRun ?? false,
      stored: records.stored,
      onStep: (event, effects) => {
        records.step(event, effects);
        options.observe?.(event, effects);
      },
    });
  } catch (error) {
    if (error instanceof FaultError) throw new Failure(error.fault.detail);
    throw error;
  }
}

/** @throws Failure when the file cannot be used; what is wrong with it has been said then, all at once. */
function readConfig(options: RunOptions, io: Io): GitlabRunnerConfig {
  const read = readOrFault(options.config);
  if (typeof read !== 'string') throw new Failure(read.fault);
  const { config, findings } = loadConfig(read, options.config);
  const all = config === null ? findings : [...findings, ...toManagerConfig(config, selection(options)).findings];
  refuseErrors(all, options, io);
  if (config === null) throw new Failure(`${options.config} cannot be used`);
  return options.single === true ? { ...config, concurrent: 1 } : config;
}

/** Says the errors and warnings among what was found; notes are for `lint`. @throws Failure when there is an error. */
function refuseErrors(findings: readonly Finding[], options: RunOptions, io: Io): void {
  const style = terminalStyle(io.stderr, io.env);
  for (const finding of findings) if (finding.severity !== 'note') io.stderr.write(`${findingText(finding, style)}\n`);
  if (findings.some(({ severity }) => severity === 'error')) throw new Failure(`${options.config} cannot be used`);
}

function selection({ runner }: RunOptions): { runner?: string } {
  return runner === undefined ? {} : { runner };
}

function namesOf(served: readonly ServedRunner[]): string {
  return served.map(({ name }) => `"${name}"`).join(', ');
}

function hideTokens({ runners }: GitlabRunnerConfig, log: Logger): void {
  for (const { token } of runners) log.hide(token.reveal());
}

async function listen(options: RunOptions, config: GitlabRunnerConfig, service: ManagerService, log: Logger): Promise<HttpServer | null> {
  const text = options.listenAddress ?? config.listenAddress;
  if (text === '') {
    log.info('listen_address not defined, metrics & debug endpoints disabled');
    return null;
  }
  const address = parseListenAddress(text);
  if (address === null) throw new Failure(`listen_address is no address: ${text}`);
  const { version } = identity();
  try {
    const server = await HttpServer.listen({
      address,
      metrics: service.metrics,
      view: service.view,
      decisions: service.decisions,
      version,
      state: () => service.metrics.process.state,
      timeText: (at) => new Date(at).toISOString(),
      statusPublic: options.statusPublic ?? false,
      onError: (error) => log.error('A page could not be made', { error: String(error) }),
    });
    log.info('Metrics server listening', { address: server.address });
    return server;
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

interface Running {
  config: GitlabRunnerConfig;
  readonly service: ManagerService;
  readonly log: Logger;
  readonly records: RunRecords;
}

/** Follows signals and changes of the file; returns what stops that. */
function follow(options: RunOptions, io: Io, running: Running): () => void {
  const reload = (): void => {
    reloadConfig(options, io, running);
  };
  watchFile(options.config, { interval: watchIntervalMs, persistent: false }, (now, before) => {
    if (now.mtimeMs !== before.mtimeMs) reload();
  });
  const stopSignals = options.hasOwnSignals === true ? nothing : listenToSignals(signalTarget(running, reload));
  return () => {
    unwatchFile(options.config);
    stopSignals();
  };
}

const nothing = (): void => undefined;

function signalTarget({ service, log, records, config }: Running, reload: () => void): SignalTarget {
  return {
    shutDown: (mode) => service.shutDown(mode),
    reload,
    view: service.view,
    log,
    exit: () =>
      void records.close().finally(() => {
        process.exit(exitCodes.unexpected);
      }),
    removesInstances: config.runners.some(({ autoscaler }) => autoscaler?.deleteInstancesOnShutdown === true),
    shutdownTimeout: config.shutdownTimeout,
  };
}

/** Reads the file anew and puts in force what can be without a restart. A file that is wrong changes nothing. */
function reloadConfig(options: RunOptions, io: Io, running: Running): void {
  const { service, log } = running;
  let next: GitlabRunnerConfig;
  try {
    next = readConfig(options, io);
  } catch (error) {
    service.metrics.process.configuration('loading_error');
    log.error('The configuration is not reloaded', { error: error instanceof Error ? error.message : String(error) });
    return;
  }
  service.metrics.process.configuration('loaded');
  hideTokens(next, log);
  const changes = configChanges(running.config, next);
  log.info(changes.length === 0 ? 'Configuration loaded: nothing has changed' : 'Configuration loaded');
  for (const line of changesText(changes)) log.info(`  ${line}`);
  if (sameRunners(toManagerConfig(running.config, selection(options)).runners, toManagerConfig(next, selection(options)).runners)) {
    running.config = next;
    log.configure(logSettings(options, next));
    service.reload(next);
  } else log.warning('Runners have come, gone or changed their place or token: restart to put that in force');
}

function sameRunners(before: readonly ServedRunner[], after: readonly ServedRunner[]): boolean {
  const key = ({ name, table }: ServedRunner): string => `${name} ${table.url} ${table.token.reveal()}`;
  return before.map(key).join('\n') === after.map(key).join('\n');
}
