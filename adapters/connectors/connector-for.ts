import { FaultError } from '../fault-error.ts';
import type { ConnectInfo } from './connect-info.ts';
import type { Connector } from './connector.ts';

/**
 * The connector of a protocol, loaded when it is first asked for.
 *
 * @throws FaultError for a protocol that has none.
 */
export async function connectorFor(protocol: ConnectInfo['protocol']): Promise<Connector> {
  switch (protocol) {
    case 'ssh': {
      const { SshConnector } = await import('./ssh/ssh-connector.ts');
      return new SshConnector();
    }
    case 'winrm':
    case 'winrm+https':
      throw new FaultError('unknown', `the ${protocol} connector is not built yet: use OpenSSH for Windows and protocol = "ssh"`);
  }
}
