import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, ConnectConfig } from 'ssh2';
import { FaultError } from '../../fault-error.ts';
import { splitAddress } from '../../fleets/split-address.ts';
import type { ConnectInfo } from '../connect-info.ts';
import type { Connection } from '../connection.ts';
import type { Connector, DialOptions } from '../connector.ts';
import { authMethods, type AuthTrial } from './auth-methods.ts';
import { dialFault, type DialFault } from './dial-fault.ts';
import { dialOnce } from './dial-once.ts';
import { HostKeys, type HostKeyPins } from './host-keys.ts';
import { knownHosts } from './known-hosts.ts';
import { SshConnection } from './ssh-connection.ts';

/** Times in milliseconds of real time. */
export interface SshConnectorOptions {
  /** The first pause after an attempt that failed; it doubles up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** The pause after the first login that was refused; it grows by as much each time. */
  readonly loginPauseMs: number;
  /** How long the port may take to answer. */
  readonly connectMs: number;
  /** How long one attempt may take, from the first packet to the login. */
  readonly attemptMs: number;
  /** How often a login may be refused: a machine that boots may not have its key yet. */
  readonly loginAttempts: number;
  /** After how long a dial says why it has not come through yet: a machine that boots refuses for a while, which is nobody's affair. */
  readonly delayMs: number;
  /** How long a command that was aborted has between TERM and KILL. */
  readonly killGraceMs: number;
  /** How long the output of a command may be silent after its end, while something in the background keeps it open. */
  readonly lingerMs: number;
  /** How long the host may take to answer a request that ends a session. */
  readonly settleMs: number;
  /** Where the keys of hosts are pinned; in memory where it is left out. */
  readonly pins: HostKeyPins;
  /** Files in the format of `known_hosts` whose keys are trusted where checking is strict, read at each dial; those of OpenSSH where they are left out. */
  readonly knownHostsFiles: readonly string[];
}

const defaults: Omit<SshConnectorOptions, 'pins' | 'knownHostsFiles'> = {
  firstPauseMs: 50,
  maxPauseMs: 1000,
  loginPauseMs: 1000,
  connectMs: 4000,
  attemptMs: 20_000,
  loginAttempts: 6,
  delayMs: 30_000,
  killGraceMs: 2000,
  lingerMs: 5000,
  settleMs: 2000,
};

/** How many keep-alive requests may stay without an answer before the peer counts as dead. */
const silentKeepalives = 3;

/** For a fleet that leaves them out. @remarks Source: fleeting.md §3.2: the provisioner sets them so. */
const fallback = { keepaliveMs: 30_000, timeoutMs: 600_000 };

/** A longer timer fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Connections to machines that run an SSH server. */
export class SshConnector implements Connector {
  readonly #options: SshConnectorOptions;
  readonly #hostKeys: HostKeys;

  constructor(options: Partial<SshConnectorOptions> = {}) {
    const knownHostsFiles = [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'];
    this.#options = { ...defaults, pins: new Map<string, string>(), knownHostsFiles, ...options };
    this.#hostKeys = new HostKeys(this.#options.pins);
  }

  /**
   * @throws FaultError `auth` for a login that stays refused, a key that cannot be read and a host key that is not trusted; `unreachable` or `timeout`,
   * with the last attempt's reason, when the budget (`info.timeout`, or the caller's signal) ends first.
   */
  async dial(info: ConnectInfo, asked: DialOptions): Promise<Connection> {
    const { host, port } = target(info);
    const name = `${host}:${port}`;
    const options = await this.#withKnownHosts(asked, host, port);
    const missing = this.#hostKeys.missing(options);
    if (missing !== null) throw missing;
    if (info.username === '') throw new FaultError('auth', `it is not known whom to log in as on ${options.instance}`);
    const budgetMs = Math.min(longestTimerMs, info.timeout > 0 ? info.timeout : fallback.timeoutMs);
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(budgetMs)]);
    const startedAt = performance.now();
    const spent = (last: FaultError | null): FaultError => budgetFault(name, last, performance.now() - startedAt);
    let refusedLogins = 0;
    let last: FaultError | null = null;
    let onDelay = options.onDelay;
    for (let attempt = 1; ; attempt++) {
      try {
        const client = await this.#attempt(info, options, signal);
        return new SshConnection(client, { ...this.#options, target: name, posix: info.os !== 'windows', redial: () => this.#redial(info, options) });
      } catch (error) {
        if (signal.aborted) throw spent(last);
        const fault = dialFault(error as Error, name);
        if (fault.retry === 'a few times') refusedLogins++;
        if (fault.retry === 'never' || refusedLogins >= this.#options.loginAttempts) throw fault.error;
        last = fault.error;
        if (onDelay !== undefined && performance.now() - startedAt >= this.#options.delayMs) {
          onDelay(last.fault.detail);
          onDelay = undefined;
        }
        if (!(await this.#pause(fault, attempt, refusedLogins, signal))) throw spent(last);
      }
    }
  }

  forget(instance: string): void {
    this.#hostKeys.forget(instance);
  }

  #redial(info: ConnectInfo, options: DialOptions): Promise<Client> {
    const { killGraceMs, settleMs } = this.#options;
    return this.#attempt(info, options, AbortSignal.timeout(killGraceMs + settleMs));
  }

  async #withKnownHosts(options: DialOptions, host: string, port: number): Promise<DialOptions> {
    if (options.hostKeyChecking !== 'strict') return options;
    // A file that is not there knows nobody.
    const texts = await Promise.all(this.#options.knownHostsFiles.map(async (file) => readFile(file, 'utf8').catch(() => '')));
    return { ...options, knownHostKeys: [...(options.knownHostKeys ?? []), ...knownHosts(texts.join('\n'), host, port)] };
  }

  async #attempt(info: ConnectInfo, options: DialOptions, signal: AbortSignal): Promise<Client> {
    const seen: { key: Buffer | null; distrust: FaultError | null } = { key: null, distrust: null };
    const trial: AuthTrial = { tried: [], taken: [] };
    const ssh: ConnectConfig = {
      username: info.username,
      authHandler: authMethods(info, trial),
      algorithms: { serverHostKey: this.#hostKeys.algorithms(options) },
      hostVerifier: (key: Buffer) => {
        seen.key = key;
        seen.distrust = this.#hostKeys.judge(key, options);
        return seen.distrust === null;
      },
      readyTimeout: this.#options.attemptMs,
      keepaliveInterval: info.keepalive > 0 ? info.keepalive : fallback.keepaliveMs,
      keepaliveCountMax: silentKeepalives,
      // Forwarding to unix sockets is asked of any server: one that cannot do it says so.
      strictVendor: false,
    };
    const client = await dialOnce({ ...target(info), connectMs: this.#options.connectMs, ssh }, signal).catch((error: unknown) => {
      throw seen.distrust ?? withTrial(error as Error, trial);
    });
    // Another dial may have pinned its key meanwhile.
    const changed = seen.key === null ? null : this.#hostKeys.pin(seen.key, options);
    if (changed === null) return client;
    client.destroy();
    throw changed;
  }

  /** @returns false where `signal` was aborted meanwhile. */
  async #pause({ retry }: DialFault, attempt: number, refusedLogins: number, signal: AbortSignal): Promise<boolean> {
    const { firstPauseMs, maxPauseMs, loginPauseMs } = this.#options;
    const pauseMs = retry === 'a few times' ? loginPauseMs * refusedLogins : Math.min(maxPauseMs, firstPauseMs * 2 ** (attempt - 1));
    // Machines that were created together are not dialled together for ever.
    return pause(pauseMs * (0.75 + Math.random() / 2), true, { signal }).catch(() => false);
  }
}

/** The library says of a refused login only that it was refused. */
function withTrial(error: Error & { readonly level?: string }, { tried, taken }: AuthTrial): Error {
  if (error.level !== 'client-authentication') return error;
  const takes = taken.length === 0 ? '' : `, it takes ${taken.join(', ')}`;
  return Object.assign(new Error(`tried ${tried.join(', ')}${takes}`, { cause: error }), { level: error.level });
}

/** @remarks Source: fleeting's connectors: the external address where it is asked for, or where there is no other; a port in the address wins over the configured one. */
function target(info: ConnectInfo): { readonly host: string; readonly port: number } {
  const external = info.externalAddress !== '' && (info.useExternalAddress || info.internalAddress === '');
  const { host, port } = splitAddress(external ? info.externalAddress : info.internalAddress);
  if (host === '') throw new FaultError('unreachable', 'the instance has no address yet');
  if (port !== 0) return { host, port };
  return { host, port: info.port === 0 ? 22 : info.port };
}

function budgetFault(target: string, last: FaultError | null, spentMs: number): FaultError {
  const spent = `${(spentMs / 1000).toFixed(1)} s`;
  if (last === null) return new FaultError('timeout', `${target} did not answer within ${spent}`);
  return new FaultError(last.fault.code, `given up after ${spent}: ${last.fault.detail}`, last);
}
