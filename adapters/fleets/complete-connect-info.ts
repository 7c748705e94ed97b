import type { ConnectInfo } from '../connectors/connect-info.ts';
import type { Sealed } from '../config/sealed.ts';
import type { ConnectorSettings } from './connector-settings.ts';
import { splitAddress } from './split-address.ts';

/** What a fleet knows of one of its instances; empty or null where it does not. */
export interface KnownInstance {
  readonly os: string;
  readonly arch: string;
  readonly protocol: ConnectInfo['protocol'];
  readonly username: string;
  readonly password: Sealed<string> | null;
  readonly key: Sealed<string> | null;
  /** Host, or host:port. */
  readonly internalAddress: string;
  readonly externalAddress: string;
}

/**
 * Completes what a fleet knows by `connector_config`. What the fleet knows of the machine (system, architecture) wins; what an operator chooses (user,
 * protocol, port) is the operator's. Credentials of the instance replace those of `connector_config` as a whole: a password of its own is not
 * overruled by the common key. A port in the address that will be dialled wins over `protocol_port`.
 *
 * @remarks Source: fleeting's connector and its address rule, fleeting.md §4.
 */
export function completeConnectInfo(known: KnownInstance, settings: ConnectorSettings): ConnectInfo {
  const internal = splitAddress(known.internalAddress);
  const external = splitAddress(known.externalAddress);
  const useExternalAddress = external.host !== '' && (settings.useExternalAddr || internal.host === '');
  const { port } = useExternalAddress ? external : internal;
  const hasOwn = known.key !== null || known.password !== null;
  const common = settings.password.reveal() === '' ? null : settings.password;
  return {
    os: known.os || settings.os || 'linux',
    arch: known.arch || settings.arch || 'amd64',
    protocol: settings.protocol === '' ? known.protocol : (settings.protocol as ConnectInfo['protocol']),
    port: port || settings.protocolPort,
    username: known.username || settings.username,
    password: hasOwn ? known.password : common,
    key: hasOwn ? known.key : settings.key,
    internalAddress: internal.host,
    externalAddress: external.host,
    useExternalAddress,
    keepalive: settings.keepalive,
    timeout: settings.timeout,
  };
}
