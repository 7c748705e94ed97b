import type { SshConnectorOptions } from '../../adapters/connectors/ssh/ssh-connector.ts';

/** Short times, for tests. A silence is long enough for a server that shares its processor with other tests: one that comes late would be cut off, as in production after five seconds. */
export const quick: Partial<SshConnectorOptions> = {
  firstPauseMs: 25,
  maxPauseMs: 100,
  loginPauseMs: 25,
  loginAttempts: 2,
  killGraceMs: 200,
  lingerMs: 1500,
  settleMs: 1000,
};
