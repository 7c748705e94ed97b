import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { HostKeyChecking } from '../../adapters/connectors/connect-info.ts';
import type { Connector } from '../../adapters/connectors/connector.ts';
import type { SshHost, SshHostOptions } from '../servers/ssh-host.ts';
import { dialOptions, faultOf, infoOf, type ConnectorSubject } from './connector.ts';

/** What every connector to hosts with keys guarantees. */
export function hostKeyContract(subject: ConnectorSubject): void {
  describe('host keys', () => {
    const hosts: SshHost[] = [];

    async function startHost(options?: SshHostOptions): Promise<SshHost> {
      const host = await subject.start(options);
      hosts.push(host);
      return host;
    }

    /** Another machine in the place of one. */
    async function replaced(host: SshHost): Promise<SshHost> {
      await host.stop();
      hosts.splice(hosts.indexOf(host), 1);
      return startHost({ port: host.port });
    }

    async function dial(connector: Connector, host: SshHost, hostKeyChecking: HostKeyChecking, knownHostKeys: readonly string[] | null = null): Promise<void> {
      const connection = await connector.dial(infoOf(host), dialOptions({ hostKeyChecking, knownHostKeys }));
      await connection.close();
    }

    afterEach(async () => {
      for (const host of hosts.splice(0)) await host.stop();
    });

    test('accept-new takes the first key that an instance shows and no other, until the instance is forgotten', async () => {
      const connector = subject.connector();
      const first = await startHost();
      await dial(connector, first, 'accept-new');
      await dial(connector, first, 'accept-new');
      const second = await replaced(first);
      const fault = await faultOf(dial(connector, second, 'accept-new'));
      expect(fault.code).toBe('auth');
      expect(fault.detail).toContain(`it was ${fingerprint(first)}`);
      expect(fault.detail).toContain(`now shows ${fingerprint(second)}`);
      const elsewhere = await connector.dial(infoOf(second), dialOptions({ instance: 'i-2' }));
      await elsewhere.close();
      connector.forget('i-1');
      await dial(connector, second, 'accept-new');
    });

    test.each(['strict', 'console'] as const)('%s takes the keys that are known and no other', async (checking) => {
      const connector = subject.connector();
      const [host, other] = [await startHost(), await startHost()];
      await dial(connector, host, checking, [other.hostKey, `${host.hostKey} root@host`]);
      const fault = await faultOf(dial(connector, host, checking, [other.hostKey]));
      expect(fault.code).toBe('auth');
      expect(fault.detail).toContain(fingerprint(host));
      expect(fault.detail).toContain(fingerprint(other));
    });

    test('strict refuses where no key is known, console where none is known yet', async () => {
      const connector = subject.connector();
      const host = await startHost();
      expect((await faultOf(dial(connector, host, 'strict'))).code).toBe('auth');
      expect((await faultOf(dial(connector, host, 'strict', []))).code).toBe('auth');
      expect((await faultOf(dial(connector, host, 'console'))).code).toBe('unreachable');
    });

    test('off takes every key', async () => {
      const connector = subject.connector();
      const host = await startHost();
      await dial(connector, host, 'off');
      await dial(connector, await replaced(host), 'off');
    });
  });
}

function fingerprint({ hostKey }: SshHost): string {
  const blob = Buffer.from(hostKey.split(' ')[1]!, 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
}
