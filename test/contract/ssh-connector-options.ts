import type { SshConnectorOptions } from '../../adapters/connectors/ssh/ssh-connector.ts';

/** Short times, for tests. */
export const quick: Partial<SshConnectorOptions> = {
  firstPauseMs: 25,
  maxPauseMs: 100,
  loginPauseMs: 25,
  loginAttempts: 2,
  killGraceMs: 200,
  lingerMs: 1500,
  settleMs: 1000,
};
