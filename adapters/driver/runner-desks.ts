import { unreachable } from '../../core/assert.ts';
import type { Decision } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { CoordinatorClient } from '../coordinator/coordinator-client.ts';
import type { Fleet } from '../fleets/fleet.ts';
import type { Logger } from '../logging/logger.ts';
import { decisionText } from '../metrics/decision-text.ts';
import { asFault } from './as-fault.ts';
import type { FleetDesk } from './fleet-desk.ts';
import type { InstanceDesk } from './instance-desk.ts';
import type { RequestDesk } from './request-desk.ts';

/** Everything through which the core acts for one runner. */
export interface RunnerDesks {
  readonly fleet: Fleet;
  readonly client: CoordinatorClient;
  readonly fleetDesk: Pick<FleetDesk, 'perform'>;
  readonly instances: Pick<InstanceDesk, 'perform'>;
  readonly jobs: Pick<RequestDesk, 'perform' | 'running' | 'settle'>;
  readonly log: Logger;
}

/** What an operator may have to look after. */
const grave: ReadonlySet<Decision['kind']> = new Set(['suspect', 'lose-instance', 'back-off', 'alert']);

/** Starts what an effect asks of one runner. What is for the loop itself (the timer, the end) is not for here. */
export function performFor(desks: RunnerDesks, effect: Exclude<Effect, { kind: 'wake' | 'stopped' }>): void {
  switch (effect.kind) {
    case 'list':
    case 'increase':
    case 'decrease':
    case 'withdraw':
    case 'suspend':
    case 'resume':
      return desks.fleetDesk.perform(effect);
    case 'prepare-instance':
    case 'probe-instance':
      return desks.instances.perform(effect);
    case 'request-job':
    case 'abandon-request':
    case 'start-job':
    case 'rebind-job':
    case 'stop-job':
    case 'finish-job':
      return desks.jobs.perform(effect);
    case 'close-fleet':
      void desks.fleet.close().catch((error: unknown) => {
        desks.log.warning('The fleet could not be closed', { error: asFault(error).detail });
      });
      return;
    case 'decided':
      desks.log.log(
        grave.has(effect.decision.kind) ? 'warning' : 'info',
        decisionText(effect.decision, (at) => new Date(at).toISOString()),
      );
      return;
    default:
      unreachable(effect);
  }
}
