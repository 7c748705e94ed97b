import type { FaultCode } from '../../../core/fault.ts';
import { FaultError } from '../../fault-error.ts';
import { EngineError } from './engine-error.ts';

const statusCodes: Readonly<Record<number, FaultCode>> = { 401: 'auth', 403: 'auth', 404: 'not-found', 409: 'conflict', 429: 'throttled' };
const socketCodes: Readonly<Record<string, FaultCode>> = { EACCES: 'auth', EPERM: 'auth', ETIMEDOUT: 'timeout' };
const conflict = /already allocated|already in use|address already/i;
const exhausted = /no space left|cannot allocate memory|resource temporarily unavailable|too many open files/i;

/**
 * Turns whatever a call of the engine rejected with into a fault.
 *
 * @param doing what was tried, as the log shall say it: `start container x`.
 */
export function dockerFault(error: unknown, doing: string, signal: AbortSignal): FaultError {
  if (error instanceof FaultError) return error;
  if (error instanceof EngineError) return new FaultError(...refused(error, doing), error);
  if (signal.aborted) return new FaultError('timeout', `${doing}: the engine did not answer in time`, error);
  const { code, message = 'unknown error' } = error as { readonly code?: string; readonly message?: string };
  if (code === undefined) return new FaultError('unknown', `${doing}: ${message}`, error);
  return new FaultError(socketCodes[code] ?? 'unreachable', `${doing}: the engine cannot be reached: ${message}`, error);
}

function refused({ statusCode, message }: EngineError, doing: string): [FaultCode, string] {
  const words = message.trim().split('\n', 1)[0]!;
  const detail = `${doing}: ${words}`;
  if (conflict.test(words)) return ['conflict', detail];
  if (exhausted.test(words)) return ['out-of-capacity', detail];
  return [statusCodes[statusCode] ?? 'unknown', detail];
}
