import type { FaultCode } from '../../../core/fault.ts';
import { FaultError } from '../../fault-error.ts';

/** What dockerode rejects with: an answer of the engine, or an error of the socket. */
interface EngineError {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string } | null;
  readonly code?: string;
  readonly name?: string;
  readonly message?: string;
}

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
  const known = error as EngineError;
  if (signal.aborted && known.statusCode === undefined) return new FaultError('timeout', `${doing}: the engine did not answer in time`, error);
  if (known.statusCode !== undefined) return new FaultError(...answered(known, doing), error);
  if (known.code === undefined) return new FaultError('unknown', `${doing}: ${known.message ?? 'unknown error'}`, error);
  return new FaultError(socketCodes[known.code] ?? 'unreachable', `${doing}: the engine cannot be reached (${known.code})`, error);
}

function answered({ statusCode = 0, json, message = '' }: EngineError, doing: string): [FaultCode, string] {
  const words = (json?.message ?? message).trim().split('\n', 1)[0]!;
  const detail = `${doing}: ${words}`;
  if (conflict.test(words)) return ['conflict', detail];
  if (exhausted.test(words)) return ['out-of-capacity', detail];
  return [statusCodes[statusCode] ?? 'unknown', detail];
}
