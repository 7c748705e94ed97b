import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { FaultError } from '../../fault-error.ts';

/** One attempt to connect and to log in: rejects with the library's error, or with what `signal` was aborted for. No socket is left of an attempt that failed. */
export function dialOnce(config: ConnectConfig, signal: AbortSignal): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const settle = (outcome: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      client.removeAllListeners();
      // What a dying socket still says is of no use, and unheard it would end the process.
      client.on('error', () => undefined);
      outcome();
    };
    const fail = (error: Error): void =>
      settle(() => {
        client.destroy();
        reject(error);
      });
    const onAbort = (): void => fail(new FaultError('timeout', 'the dial was given up', signal.reason));
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort);
    client.on('ready', () => settle(() => resolve(client)));
    client.on('error', fail);
    client.on('close', () => fail(new Error('the host closed the connection before the login')));
    client.connect(config);
    client.setNoDelay(true);
  });
}
