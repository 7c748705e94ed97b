import { setTimeout as pause } from 'node:timers/promises';
import ssh2 from 'ssh2';
import type { ConnectInfo } from '../../adapters/connectors/connect-info.ts';

/** What a command over SSH came to, and the key that the host showed. */
export interface SshResult {
  readonly output: string;
  readonly exitCode: number | null;
  readonly hostKey: string;
}

const attempts = 100;
const pauseMs = 50;

/** Runs a bash script on a machine that may still be booting, by the library alone: what a fleet says of a machine is judged without a connector of ours. */
export async function sshExec(info: ConnectInfo, script: string): Promise<SshResult> {
  for (let attempt = 1; ; attempt++) {
    const client = new ssh2.Client();
    try {
      const hostKey = await connect(client, info);
      return { ...(await exec(client, script)), hostKey };
    } catch (error) {
      const { code, level } = error as { code?: string; level?: string };
      // Refused while nothing listens yet; reset where a proxy listens before the machine does.
      if (attempt === attempts || (code !== 'ECONNREFUSED' && code !== 'ECONNRESET' && level !== 'client-socket' && level !== 'protocol')) throw error;
      await pause(pauseMs);
    } finally {
      client.end();
    }
  }
}

function connect(client: ssh2.Client, info: ConnectInfo): Promise<string> {
  return new Promise((resolve, reject) => {
    let hostKey = '';
    client.on('ready', () => resolve(hostKey)).on('error', reject);
    client.on('close', () => reject(Object.assign(new Error('closed before it was ready'), { code: 'ECONNRESET' })));
    client.connect({
      host: info.useExternalAddress ? info.externalAddress : info.internalAddress,
      port: info.port === 0 ? 22 : info.port,
      username: info.username,
      ...(info.key === null ? { password: info.password?.reveal() ?? '' } : { privateKey: info.key.reveal() }),
      hostVerifier: (key: Buffer) => {
        hostKey = key.toString('base64');
        return true;
      },
    });
  });
}

function exec(client: ssh2.Client, script: string): Promise<Omit<SshResult, 'hostKey'>> {
  return new Promise((resolve, reject) => {
    client.exec('bash -s', (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      const chunks: Buffer[] = [];
      let exitCode: number | null = null;
      channel.on('data', (chunk: Buffer) => void chunks.push(chunk));
      channel.stderr.on('data', (chunk: Buffer) => void chunks.push(chunk));
      channel.on('exit', (code: number | null) => void (exitCode = code));
      channel.on('close', () => resolve({ output: Buffer.concat(chunks).toString('utf8'), exitCode }));
      channel.end(script);
    });
  });
}
