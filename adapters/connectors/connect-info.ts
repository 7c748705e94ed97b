import type { Sealed } from '../config/sealed.ts';

/** How host keys are checked. `accept-new` pins the first one seen for as long as the instance lives. */
export type HostKeyChecking = 'accept-new' | 'strict' | 'console' | 'off';

/** How to reach one machine: what the fleet knows, completed by `connector_config`. Times in milliseconds. */
export interface ConnectInfo {
  readonly os: string;
  readonly arch: string;
  readonly protocol: 'ssh' | 'winrm' | 'winrm+https';
  /** 0 for the protocol's own. */
  readonly port: number;
  readonly username: string;
  readonly password: Sealed<string> | null;
  /** A private key, PEM or OpenSSH. */
  readonly key: Sealed<string> | null;
  readonly internalAddress: string;
  readonly externalAddress: string;
  readonly useExternalAddress: boolean;
  readonly keepalive: number;
  readonly timeout: number;
}
