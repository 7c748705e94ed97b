import type { Effect } from '../../core/effect.ts';
import type { Fault } from '../../core/fault.ts';
import type { InstanceId, Op } from '../../core/ids.ts';
import type { ConnectInfo, HostKeyChecking } from '../connectors/connect-info.ts';
import type { Connection } from '../connectors/connection.ts';
import type { ConnectionPool, PooledConnection } from '../connectors/connection-pool.ts';
import type { Connector } from '../connectors/connector.ts';
import { FaultError } from '../fault-error.ts';
import type { Fleet } from '../fleets/fleet.ts';
import type { Logger } from '../logging/logger.ts';
import { asFault } from './as-fault.ts';
import type { Happening } from './manager-loop.ts';
import { OutputTail } from './output-tail.ts';

/** How the instances of one runner are reached. */
export interface InstanceDeskOptions {
  readonly fleet: Fleet;
  /** For the protocol of an instance. */
  readonly connectorFor: (protocol: ConnectInfo['protocol']) => Promise<Connector>;
  readonly pool: ConnectionPool;
  readonly hostKeyChecking: HostKeyChecking;
  /** Empty for none. */
  readonly readyCommand: string;
  /** Longest time of a dial, from `connector_config`, and of a ready command, in milliseconds. */
  readonly dialTimeoutMs: number;
  readonly readyTimeoutMs: number;
  readonly send: (happening: Happening) => void;
  readonly log: Logger;
}

/** A command of the manager's own, with the longest times of its dial and of its run in milliseconds. */
interface OwnCommand {
  readonly command: string;
  readonly dialMs: number;
  readonly runMs: number;
  readonly output: (chunk: Buffer) => void;
}

/** An instance that does not answer a probe in that time is ill. */
const probeTimeoutMs = 10_000;

/** What every shell understands and no machine minds. */
const probeCommand = 'exit 0';

/** The way to the instances of one runner: connections, ready commands, probes. */
export class InstanceDesk {
  readonly #options: InstanceDeskOptions;
  readonly #infos = new Map<InstanceId, ConnectInfo>();
  /** One a protocol: it knows the host keys that it has seen. */
  readonly #connectors = new Map<ConnectInfo['protocol'], Promise<Connector>>();

  constructor(options: InstanceDeskOptions) {
    this.#options = options;
  }

  /** Answers `prepare-instance` and `probe-instance` with one event each. */
  perform(effect: Extract<Effect, { kind: 'prepare-instance' | 'probe-instance' }>): void {
    const { op, instance } = effect;
    const done = effect.kind === 'prepare-instance' ? this.#prepare(instance.id, op) : this.#probe(instance.id, op);
    void done.then(this.#options.send);
  }

  /** A connection to an instance; to be released. Rejects with `FaultError`, or with the signal's reason. */
  connect(id: InstanceId, signal: AbortSignal): Promise<PooledConnection> {
    return this.#options.pool.acquire(id, () => this.#dial(id, signal), signal);
  }

  /** How an instance is reached, as far as that is known already; null before the first dial. */
  infoOf(id: InstanceId): ConnectInfo | null {
    return this.#infos.get(id) ?? null;
  }

  /** Forgets all about an instance that is gone. */
  forget(id: InstanceId): void {
    this.#infos.delete(id);
    this.#options.pool.drop(id);
    for (const connector of this.#connectors.values())
      void connector.then(
        (known) => known.forget(id),
        () => undefined,
      );
  }

  async #dial(id: InstanceId, signal: AbortSignal): Promise<Connection> {
    const { fleet, hostKeyChecking, log } = this.#options;
    const info = await fleet.connectInfo(id, signal);
    this.#infos.set(id, info);
    const connector = await this.#connector(info.protocol);
    const knownHostKeys = hostKeyChecking === 'console' || hostKeyChecking === 'strict' ? await fleet.hostKeys(id, signal) : null;
    const onDelay = (why: string): void => log.warning('Instance is not reached yet, dialing on', { instance: id, error: why });
    return connector.dial(info, { instance: id, hostKeyChecking, knownHostKeys, signal, onDelay });
  }

  #connector(protocol: ConnectInfo['protocol']): Promise<Connector> {
    const known = this.#connectors.get(protocol) ?? this.#options.connectorFor(protocol);
    this.#connectors.set(protocol, known);
    return known;
  }

  /** @remarks Source: semantics.md §5, UpFunc: without a ready command an instance that runs is ready. */
  async #prepare(id: InstanceId, op: Op): Promise<Happening> {
    const { readyCommand, dialTimeoutMs, readyTimeoutMs, log } = this.#options;
    const answer = (fault: Fault | null): Happening => ({ kind: 'instance-prepared', op, fault });
    if (readyCommand === '') return answer(null);
    const tail = new OutputTail();
    try {
      await this.#run(id, { command: readyCommand, dialMs: dialTimeoutMs, runMs: readyTimeoutMs, output: (chunk) => tail.add(chunk) });
      return answer(null);
    } catch (error) {
      const { code, detail } = asFault(error);
      const fault = { code, detail: `ready command: ${detail}` };
      log.warning('Preparing an instance failed', { instance: id, error: fault.detail });
      const lines = tail.lines();
      if (lines.length > 0) log.warning('The last that the ready command printed:', { instance: id });
      for (const line of lines) log.warning(`  ${line}`);
      return answer(fault);
    }
  }

  async #probe(id: InstanceId, op: Op): Promise<Happening> {
    const { fleet } = this.#options;
    try {
      await fleet.probe(id, AbortSignal.timeout(probeTimeoutMs));
      await this.#run(id, { command: probeCommand, dialMs: probeTimeoutMs, runMs: probeTimeoutMs, output: () => undefined });
      return { kind: 'instance-probed', op, fault: null };
    } catch (error) {
      return { kind: 'instance-probed', op, fault: asFault(error) };
    }
  }

  async #run(id: InstanceId, { command, dialMs, runMs, output }: OwnCommand): Promise<void> {
    const lease = await this.connect(id, AbortSignal.timeout(dialMs));
    try {
      const { exitCode } = await lease.connection.run({ command, stdin: '', output, signal: AbortSignal.timeout(runMs) });
      if (exitCode !== 0) throw new FaultError('command-failed', `run exit (exit code: ${String(exitCode)})`);
    } finally {
      lease.release();
    }
  }
}
