import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import type { RequestOptions } from 'node:https';
import { FaultError } from '../../fault-error.ts';

/** Where an engine listens, as Node's HTTP client takes it; with `ca`, `cert` and `key` where it is spoken to over TLS. */
export type EngineAddress = Pick<RequestOptions, 'socketPath' | 'host' | 'port' | 'ca' | 'cert' | 'key'> & { readonly protocol: 'http:' | 'https:' };

const windowsPipe = '//./pipe/docker_engine';
const plainPort = 2375;
const tlsPort = 2376;

/**
 * Finds the engine as Docker's own client does: what is configured, else DOCKER_HOST (with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH), else the usual socket.
 *
 * @param host `unix:///path` or `tcp://host:port`; empty for what the environment says.
 * @throws FaultError for an address that leads to no engine of this machine, or certificates that cannot be read.
 */
export function engineAddress(host: string, environment: Readonly<Record<string, string | undefined>>): EngineAddress {
  const named = host === '' ? (environment['DOCKER_HOST'] ?? '') : host;
  if (named === '') return { protocol: 'http:', socketPath: usualSocket() };
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/.exec(named)!;
  switch (scheme) {
    case 'unix':
    case 'npipe':
      return { protocol: 'http:', socketPath: rest === '' ? usualSocket() : rest };
    case 'tcp':
    case 'http':
      return overTcp(rest, host === '' && (environment['DOCKER_TLS_VERIFY'] ?? '') !== '', environment);
    default:
      throw new FaultError('unreachable', `${named}: an engine is reached by unix:// or tcp://, on the manager's machine`);
  }
}

function usualSocket(): string {
  if (platform === 'win32') return windowsPipe;
  // Docker Desktop's.
  const own = join(homedir(), '.docker/run/docker.sock');
  return existsSync(own) ? own : '/var/run/docker.sock';
}

function overTcp(authority: string, isTls: boolean, environment: Readonly<Record<string, string | undefined>>): EngineAddress {
  if (!URL.canParse(`http://${authority}`)) throw new FaultError('unreachable', `tcp://${authority} is no address of an engine`);
  const { hostname, port } = new URL(`http://${authority}`);
  const address = { host: hostname.replaceAll(/^\[|\]$/g, ''), port: port === '' ? (isTls ? tlsPort : plainPort) : Number(port) };
  if (!isTls) return { protocol: 'http:', ...address };
  const folder = environment['DOCKER_CERT_PATH'] ?? join(homedir(), '.docker');
  try {
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name)));
    return { protocol: 'https:', ...address, ca, cert, key };
  } catch (error) {
    throw new FaultError('auth', `the certificates for tcp://${authority} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
