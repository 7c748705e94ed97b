import net from 'node:net';
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { FaultError } from '../../fault-error.ts';

/** One attempt. Times in milliseconds. */
export interface Attempt {
  readonly host: string;
  readonly port: number;
  /** How long the port may take to answer. A machine that boots may drop the first packets, and the system repeats them ever more rarely. */
  readonly connectMs: number;
  readonly ssh: ConnectConfig;
}

/**
 * One attempt to connect and to log in: rejects with the library's error, or with `timeout` when `signal` is aborted. No socket is left of an attempt
 * that failed.
 */
export function dialOnce({ host, port, connectMs, ssh }: Attempt, signal: AbortSignal): Promise<Client> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(givenUp(signal));
      return;
    }
    const client = new ssh2.Client();
    const sock = net.connect({ host, port, noDelay: true });
    const settle = (outcome: () => void): void => {
      clearTimeout(patience);
      signal.removeEventListener('abort', onAbort);
      client.removeAllListeners();
      // What a dying connection still says is of no use, and unheard it would end the process.
      client.on('error', () => undefined);
      outcome();
    };
    const fail = (error: Error): void =>
      settle(() => {
        sock.destroy();
        reject(error);
      });
    const onAbort = (): void => fail(givenUp(signal));
    const patience = setTimeout(() => fail(new Error(`the port did not answer within ${connectMs} ms`)), connectMs);
    sock.once('connect', () => clearTimeout(patience));
    signal.addEventListener('abort', onAbort);
    client.on('ready', () => settle(() => resolve(client)));
    client.on('error', fail);
    client.on('close', () => fail(new Error('the host closed the connection before the login')));
    client.connect({ ...ssh, sock });
  });
}

function givenUp(signal: AbortSignal): FaultError {
  return new FaultError('timeout', 'the dial was given up', signal.reason);
}
