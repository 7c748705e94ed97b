import { DockerClient } from '../../adapters/fleets/docker/client.ts';
import { FaultError } from '../../adapters/fault-error.ts';
import { Failure } from '../commands/drydock/failure.ts';
import type { DemoFleet } from './demo-config.ts';

const patienceMs = 3_000;
const install = 'on Debian and Ubuntu: apt-get install openssh-server';

/**
 * Decides what instances are: containers where an engine answers, else hosts on loopback. Both borrow this machine's OpenSSH server.
 *
 * @param sshd whether this machine has that server.
 * @throws Failure when what is wished for, or anything at all, cannot be had; it says what to install.
 */
export async function chooseFleet(wish: DemoFleet['kind'] | undefined, sshd: boolean): Promise<DemoFleet['kind']> {
  if (!sshd) throw new Failure(`the demo needs OpenSSH's server, for containers as for hosts on loopback; ${install}`);
  if (wish === 'static') return 'static';
  try {
    await new DockerClient().facts(AbortSignal.timeout(patienceMs));
    return 'docker';
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    if (wish === undefined) return 'static';
    throw new Failure(`no Docker engine answers: ${error.fault.detail}; --fleet static needs none`);
  }
}
