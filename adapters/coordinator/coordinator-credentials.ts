import type { Sealed } from '../config/sealed.ts';

/** How a runner reaches GitLab, as its `[[runners]]` table says. */
export interface CoordinatorCredentials {
  /** `http` or `https`. A slash at its end and `/ci` before it are dropped. */
  readonly url: string;
  readonly token: Sealed<string>;
  /** `tls-ca-file`, `tls-cert-file` and `tls-key-file`; empty for none. */
  readonly tlsCaFile: string;
  readonly tlsCertFile: string;
  readonly tlsKeyFile: string;
}
