import { connect } from 'node:net';
import { parseListenAddress } from '../../../adapters/metrics/listen-address.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { Failure } from './failure.ts';
import { openConfig } from './opened-config.ts';
import type { OperatorOptions } from './operator-options.ts';

/** The options of `drydock health-check`. */
export interface HealthCheckOptions extends OperatorOptions {
  readonly port?: readonly string[];
  readonly listenAddress?: string;
}

const answerMs = 5_000;
const tryAgainMs = 250;

/**
 * `drydock health-check`: whether a manager takes jobs, by its page /health/ready. With `--port`, or in the environment that service containers are linked into,
 * waits for a TCP port as gitlab-runner's does.
 */
export async function healthCheck(options: HealthCheckOptions, io: Io): Promise<ExitCode> {
  const wanted = options.port === undefined ? linkedPorts(io.env) : { host: 'localhost', ports: options.port };
  if (wanted !== null) return waitForPorts(wanted.host, wanted.ports, options.port !== undefined, io);
  const address = options.listenAddress ?? openConfig(options, io).config.listenAddress;
  const parsed = address === '' ? null : parseListenAddress(address);
  if (parsed === null) throw new Failure('no address to ask: set listen_address, or give --listen-address');
  const host = ['', '0.0.0.0', '::'].includes(parsed.host) ? 'localhost' : parsed.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${parsed.port}/health/ready`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) });
    io.stdout.write(`${(await answer.text()).trim()}\n`);
    return answer.ok ? exitCodes.ok : exitCodes.unexpected;
  } catch (error) {
    const cause = error instanceof Error ? ((error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message) : String(error);
    throw new Failure(`no answer from ${url}: ${cause}`);
  }
}

/** What a link to a service container leaves in the environment. */
function linkedPorts(env: Io['env']): { readonly host: string; readonly ports: readonly string[] } | null {
  const values = (ending: string): string[] => Object.keys(env).flatMap((name) => (name.endsWith(ending) ? [env[name] ?? ''] : []));
  const host = values('_TCP_ADDR').at(-1);
  const ports = values('_TCP_PORT');
  return host === undefined || ports.length === 0 ? null : { host, ports };
}

/** Waits until a port accepts a connection, or all of them; whoever called decides how long. */
async function waitForPorts(host: string, ports: readonly string[], all: boolean, io: Io): Promise<ExitCode> {
  io.stdout.write(`waiting for TCP connection to ${host} on [${ports.join(' ')}]...\n`);
  const given = new AbortController();
  const waits = ports.map((port) => waitForPort(host, Number(port), given.signal));
  await (all ? Promise.all(waits) : Promise.race(waits));
  given.abort();
  return exitCodes.ok;
}

async function waitForPort(host: string, port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await accepts(host, port))) await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: answerMs });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => {
      end(true);
    });
    for (const event of ['error', 'timeout'])
      socket.once(event, () => {
        end(false);
      });
  });
}
