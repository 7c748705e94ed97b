import { describe } from 'vitest';
import { SshConnector } from '../../adapters/connectors/ssh/ssh-connector.ts';
import { startSsh2Server } from '../servers/ssh2-server.ts';
import { connectorContract } from './connector.ts';
import { hostKeyContract } from './host-keys.ts';
import { killContract } from './kills.ts';
import { quick } from './ssh-connector-options.ts';

describe('a connector to a server within the process', () => {
  const subject = { connector: () => new SshConnector(quick), start: startSsh2Server };
  connectorContract(subject);
  killContract(subject);
  hostKeyContract(subject);
});
