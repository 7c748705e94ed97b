import type { Effect } from '../../core/effect.ts';
import type { Fault } from '../../core/fault.ts';
import type { Fleet } from '../fleets/fleet.ts';
import type { Logger } from '../logging/logger.ts';
import { FleetDesk } from './fleet-desk.ts';
import type { Happening } from './manager-loop.ts';

type Send = (happening: Happening) => void;

const nothingDone: Fault = { code: 'conflict', detail: 'dry run: nothing is changed' };

/** Lists the real fleet and changes nothing of it: what would be asked is said, and answered as refused. */
export class DryFleetDesk {
  readonly #real: FleetDesk;
  readonly #send: Send;
  readonly #log: Logger;

  /** @param options.list hears of listings, of which those that fail are to be said; `send` hears the refusals, which have been. */
  constructor(fleet: Fleet, { send, list, log }: { readonly send: Send; readonly list: Send; readonly log: Logger }) {
    this.#real = new FleetDesk(fleet, list, () => undefined);
    this.#send = send;
    this.#log = log;
  }

  perform(effect: Parameters<FleetDesk['perform']>[0]): void {
    if (effect.kind === 'list') return this.#real.perform(effect);
    this.#log.info(`dry run: would ${said(effect)}`);
    setImmediate(() => {
      this.#send(refused(effect));
    });
  }
}

type Change = Exclude<Parameters<FleetDesk['perform']>[0], { kind: 'list' }>;

function said(effect: Change): string {
  switch (effect.kind) {
    case 'increase':
    case 'withdraw':
      return `${effect.kind} the fleet by ${String(effect.count)}`;
    case 'decrease':
      return `remove ${effect.instances.map(({ id }) => id).join(', ')}`;
    case 'suspend':
    case 'resume':
      return `${effect.kind} ${effect.ids.join(', ')}`;
  }
}

function refused({ kind, op }: Extract<Effect, Change>): Happening {
  switch (kind) {
    case 'increase':
      return { kind: 'fleet-increased', op, succeeded: 0, fault: nothingDone };
    case 'withdraw':
      return { kind: 'fleet-withdrawn', op, succeeded: 0, fault: nothingDone };
    case 'decrease':
      return { kind: 'fleet-decreased', op, succeeded: [], fault: nothingDone };
    case 'suspend':
      return { kind: 'fleet-suspended', op, succeeded: [], fault: nothingDone };
    case 'resume':
      return { kind: 'fleet-resumed', op, succeeded: [], fault: nothingDone };
  }
}
