import { setTimeout as pause } from 'node:timers/promises';
import type { Client, ConnectConfig } from 'ssh2';
import { FaultError } from '../../fault-error.ts';
import { splitAddress } from '../../fleets/split-address.ts';
import type { ConnectInfo } from '../connect-info.ts';
import type { Connection } from '../connection.ts';
import type { Connector, DialOptions } from '../connector.ts';
import { authMethods } from './auth-methods.ts';
import { dialFault } from './dial-fault.ts';
import { dialOnce } from './dial-once.ts';
import { HostKeys } from './host-keys.ts';
import { SshConnection } from './ssh-connection.ts';

/** Times in milliseconds of real time. */
export interface SshConnectorOptions {
  /** The first pause after an attempt that failed; it doubles up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** How long one attempt may take, from the first packet to the login. */
  readonly attemptMs: number;
  /** How often a login may be refused: a machine that boots may not have its key yet. */
  readonly loginAttempts: number;
  /** How long a command that was aborted has between TERM and KILL. */
  readonly killGraceMs: number;
  /** How long the output of a command may be silent after its end, while something in the background keeps it open. */
  readonly lingerMs: number;
  /** How long the host may take to answer a request that ends a session. */
  readonly settleMs: number;
}

const defaults: SshConnectorOptions = {
  firstPauseMs: 100,
  maxPauseMs: 3000,
  attemptMs: 20_000,
  loginAttempts: 6,
  killGraceMs: 2000,
  lingerMs: 5000,
  settleMs: 2000,
};

/** How many keep-alive requests may stay without an answer before the peer counts as dead. */
const silentKeepalives = 3;

/** Connections to machines that run an SSH server. */
export class SshConnector implements Connector {
  readonly #options: SshConnectorOptions;
  readonly #hostKeys = new HostKeys();

  constructor(options: Partial<SshConnectorOptions> = {}) {
    this.#options = { ...defaults, ...options };
  }

  /**
   * @throws FaultError `auth` for a login that stays refused, a key that cannot be read and a host key that is not trusted; `unreachable` or `timeout`,
   * with the last attempt's reason, when the budget (`info.timeout`, or the caller's signal) ends first.
   */
  async dial(info: ConnectInfo, options: DialOptions): Promise<Connection> {
    const missing = this.#hostKeys.missing(options);
    if (missing !== null) throw missing;
    const signal = info.timeout > 0 ? AbortSignal.any([options.signal, AbortSignal.timeout(info.timeout)]) : options.signal;
    const { host, port } = target(info);
    const startedAt = performance.now();
    let refusedLogins = 0;
    let last: FaultError | null = null;
    for (let attempt = 1; ; attempt++) {
      try {
        const client = await this.#attempt(info, options, signal);
        return new SshConnection(client, { ...this.#options, target: `${host}:${port}`, posix: info.os !== 'windows' });
      } catch (error) {
        if (signal.aborted) throw budgetFault(`${host}:${port}`, last, performance.now() - startedAt);
        const fault = dialFault(error as Error, `${host}:${port}`);
        if (fault.retry === 'a few times') refusedLogins++;
        if (fault.retry === 'never' || refusedLogins >= this.#options.loginAttempts) throw fault.error;
        last = fault.error;
      }
      await this.#pause(attempt, signal).catch(() => {
        throw budgetFault(`${host}:${port}`, last, performance.now() - startedAt);
      });
    }
  }

  forget(instance: string): void {
    this.#hostKeys.forget(instance);
  }

  async #attempt(info: ConnectInfo, options: DialOptions, signal: AbortSignal): Promise<Client> {
    let shown: Buffer | null = null;
    let distrust: FaultError | null = null;
    const config: ConnectConfig = {
      ...target(info),
      username: info.username,
      authHandler: authMethods(info) as NonNullable<ConnectConfig['authHandler']>,
      algorithms: { serverHostKey: this.#hostKeys.algorithms(options) },
      hostVerifier: (key: Buffer) => {
        shown = key;
        distrust = this.#hostKeys.judge(key, options);
        return distrust === null;
      },
      readyTimeout: this.#options.attemptMs,
      keepaliveInterval: info.keepalive,
      keepaliveCountMax: silentKeepalives,
      // Forwarding to unix sockets is asked of any server: one that cannot do it says so.
      strictVendor: false,
    };
    const client = await dialOnce(config, signal).catch((error: unknown) => {
      throw distrust ?? error;
    });
    if (shown !== null) this.#hostKeys.pin(options.instance, shown);
    return client;
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    const { firstPauseMs, maxPauseMs } = this.#options;
    const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(attempt - 1, 30));
    // Machines that were created together are not dialled together for ever.
    await pause(pauseMs * (0.75 + Math.random() / 2), undefined, { signal });
  }
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
