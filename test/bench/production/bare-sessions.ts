import ssh2, { type Client } from 'ssh2';

/** How a host is reached. */
export interface BareHost {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly key: string;
}

/** A command and what it reads. */
export interface BareCommand {
  readonly command: string;
  readonly stdin: string;
}

/** What the floor of a job is made of: as many login shells as a job without sources has stages. */
export const emptyShells: readonly BareCommand[] = Array.from({ length: 4 }, () => ({ command: 'bash -l', stdin: '' }));

/** A connection of the library that Drydock uses, with nothing of Drydock around it. */
export function dial({ host, port, user, key }: BareHost): Promise<Client> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client));
    client.once('error', reject);
    client.connect({ host, port, username: user, privateKey: key });
    client.setNoDelay(true);
  });
}

/** Runs commands one after the other, each in a session. @throws Error when one fails. */
export async function runAll(client: Client, commands: readonly BareCommand[]): Promise<void> {
  for (const { command, stdin } of commands) {
    const code = await new Promise<number | null>((resolve, reject) => {
      client.exec(command, (error, channel) => {
        if (error !== undefined) return reject(error);
        let exit: number | null = null;
        channel.on('exit', (status: number | null) => void (exit = status));
        channel.on('close', () => resolve(exit));
        channel.resume();
        channel.stderr.resume();
        channel.end(stdin);
      });
    });
    if (code !== 0) throw new Error(`a bare session ended with ${String(code)}`);
  }
}
