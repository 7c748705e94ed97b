import type { ConnectInfo, HostKeyChecking } from './connect-info.ts';
import type { Connection } from './connection.ts';

/** What a dial needs beyond the address. */
export interface DialOptions {
  /** Whose host key it is: pinned under this name. */
  readonly instance: string;
  readonly hostKeyChecking: HostKeyChecking;
  /** Keys that the provider vouches for, for `console` and `strict`; null where there are none. */
  readonly knownHostKeys: readonly string[] | null;
  /** The caller's deadline. */
  readonly signal: AbortSignal;
  /** Hears, once, why a dial that has gone on for long has not come through yet. */
  readonly onDelay?: (why: string) => void;
}

/** Opens connections of one protocol. Repeats a refused dial with back-off until `signal` aborts; rejects with `FaultError` alone. */
export interface Connector {
  dial(info: ConnectInfo, options: DialOptions): Promise<Connection>;
  /** Forgets what is pinned for an instance that is gone. */
  forget(instance: string): void;
}
