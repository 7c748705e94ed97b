import type { Fault } from '../../../core/fault.ts';
import { FaultError } from '../../fault-error.ts';

/** A call about a host that is not in the group. */
export function unknownHost(name: string): FaultError {
  return new FaultError('not-found', `host ${name} is not in the group`);
}

/** More hosts were asked for than the list has left. */
export function listExhausted(asked: number, given: number, size: number): Fault {
  return { code: 'out-of-capacity', detail: `${given} of ${asked} hosts: all ${size} of the list are in use` };
}
