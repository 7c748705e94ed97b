import { SshConnector } from '../../adapters/connectors/ssh/ssh-connector.ts';
import { describeWithSshd, startSshd } from '../servers/sshd.ts';
import { connectorContract } from './connector.ts';
import { hostKeyContract } from './host-keys.ts';
import { killContract } from './kills.ts';
import { quick } from './ssh-connector-options.ts';

describeWithSshd('a connector to OpenSSH', () => {
  const subject = { connector: () => new SshConnector(quick), start: startSshd };
  connectorContract(subject);
  killContract(subject);
  hostKeyContract(subject);
});
