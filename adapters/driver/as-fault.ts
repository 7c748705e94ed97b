import type { Fault } from '../../core/fault.ts';
import { FaultError } from '../fault-error.ts';

/** What a call rejected with, as data: its fault, or the deadline that broke it off. Anything else is a fault whose nature is unknown. */
export function asFault(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return { code: 'timeout', detail: 'context deadline exceeded' };
  return { code: 'unknown', detail: error instanceof Error ? error.message : String(error) };
}
