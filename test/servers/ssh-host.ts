/** A machine on loopback that runs an SSH server, for tests. */
export interface SshHost {
  readonly port: number;
  readonly user: string;
  /** The private key that it lets in, OpenSSH. */
  readonly key: string;
  /** Its host key, as `type key`. */
  readonly hostKey: string;
  /** Lets in one more public key, `type key`. */
  authorize(publicKey: string): Promise<void>;
  stop(): Promise<void>;
}

/** What differs from a machine with fresh keys on a free port. */
export interface SshHostOptions {
  readonly port?: number;
  /** Sessions of one connection; 100 where it is left out. */
  readonly maxSessions?: number;
}
