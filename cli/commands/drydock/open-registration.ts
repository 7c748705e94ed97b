import { dirname, join } from 'node:path';
import type { CoordinatorCredentials } from '../../../adapters/coordinator/coordinator-credentials.ts';
import { CoordinatorClient } from '../../../adapters/coordinator/coordinator-client.ts';
import { Registration } from '../../../adapters/coordinator/registration.ts';
import { runnerInfo, type RunnerInfo } from '../../../adapters/coordinator/runner-info.ts';
import { systemId } from '../../../adapters/coordinator/system-id.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import type { Logger } from '../../../adapters/logging/logger.ts';
import { identity } from '../../identity.ts';
import type { Io } from '../../io.ts';
import { Failure } from './failure.ts';

/** Whom to speak to, and as whom. */
export interface RegistrationTarget {
  readonly credentials: CoordinatorCredentials;
  readonly executor: string;
  readonly shell: string;
  /** Beside it are the system id and the folder of certificates. */
  readonly configFile: string;
}

/** An open way to make the calls by which runners come and go. */
export interface OpenRegistration {
  readonly registration: Registration;
  readonly systemId: string;
  readonly info: RunnerInfo;
}

/**
 * Does something with GitLab, and closes the connection afterwards.
 *
 * @throws Failure when the address can never be called.
 */
export async function withRegistration<T>(target: RegistrationTarget, log: Logger, io: Io, act: (open: OpenRegistration) => Promise<T>): Promise<T> {
  const { credentials, executor, shell, configFile } = target;
  const warn = (message: string): void => {
    log.warning(message);
  };
  const id = await systemId(configFile, { warn });
  const info = runnerInfo({ identity: identity(), executor, shell });
  const client = openClient(credentials, info, id, configFile, log, io);
  try {
    return await act({ registration: new Registration(client.transport), systemId: id, info });
  } finally {
    await client.close();
  }
}

function openClient(credentials: CoordinatorCredentials, info: RunnerInfo, id: string, configFile: string, log: Logger, io: Io): CoordinatorClient {
  try {
    return new CoordinatorClient({
      credentials,
      identity: identity(),
      info,
      systemId: id,
      certDirectory: join(dirname(configFile), 'certs'),
      environment: io.env,
      report: (level, message) => {
        log.log(level === 'warn' ? 'warning' : 'debug', message);
      },
    });
  } catch (error) {
    if (error instanceof FaultError) throw new Failure(error.fault.detail);
    throw error;
  }
}
