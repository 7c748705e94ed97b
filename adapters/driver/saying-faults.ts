import type { Logger } from '../logging/logger.ts';
import type { Happening } from './manager-loop.ts';

/** What failed, where nobody else says it: of jobs, of their requests and of instances their desks speak, and of suspects the core. */
const failures: Partial<Record<Happening['kind'], string>> = {
  'fleet-listed': 'Listing the fleet failed',
  'fleet-increased': 'Adding instances failed',
  'fleet-decreased': 'Removing instances failed',
  'fleet-withdrawn': 'Withdrawing requests for instances failed',
};

/** Passes answers on, and says of those that bring a fault what went wrong: the decisions that follow name only what is done about it. */
export function sayingFaults(log: Logger, send: (happening: Happening) => void): (happening: Happening) => void {
  return (happening) => {
    const failure = failures[happening.kind];
    if (failure !== undefined && 'fault' in happening && happening.fault !== null) log.warning(failure, { error: happening.fault.detail });
    send(happening);
  };
}
