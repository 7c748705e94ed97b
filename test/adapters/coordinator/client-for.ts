import { Sealed } from '../../../adapters/config/sealed.ts';
import { CoordinatorClient, type CoordinatorClientOptions } from '../../../adapters/coordinator/coordinator-client.ts';
import type { CoordinatorCredentials } from '../../../adapters/coordinator/coordinator-credentials.ts';
import { runnerInfo } from '../../../adapters/coordinator/runner-info.ts';

const identity = { name: 'drydock', version: '1.2.3', revision: 'abc' };
export const info = runnerInfo({ identity, executor: 'instance', shell: 'bash' });

/** The waits of a client, in place of waiting. */
export class Waits {
  readonly ms: number[] = [];

  readonly sleep = (ms: number): Promise<void> => {
    this.ms.push(ms);
    return Promise.resolve();
  };
}

/** How a test's client differs from a runner's. */
export type ClientChange = Partial<Omit<CoordinatorClientOptions, 'credentials'>> & {
  readonly credentials?: Partial<CoordinatorCredentials>;
  readonly waits?: Waits;
};

/** A client of that coordinator that does not wait, with no proxy, and 0.5 for chance. */
export function clientFor(url: string, { credentials, waits = new Waits(), ...change }: ClientChange = {}): CoordinatorClient {
  return new CoordinatorClient({
    credentials: { url, token: new Sealed('glrt-test'), tlsCaFile: '', tlsCertFile: '', tlsKeyFile: '', ...credentials },
    identity,
    info,
    systemId: 's_0123456789ab',
    environment: {},
    random: () => 0.5,
    sleep: waits.sleep,
    ...change,
  });
}

/** A deadline that a test never reaches unless something hangs. */
export function soon(): AbortSignal {
  return AbortSignal.timeout(10_000);
}
