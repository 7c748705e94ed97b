import type { FaultCode } from '../../core/fault.ts';
import { FaultError } from '../fault-error.ts';
import type { Fleet, FleetFacts } from '../fleets/fleet.ts';
import type { Logger } from '../logging/logger.ts';
import { asFault } from './as-fault.ts';

const openTimeoutMs = 120_000;
const usualPausesMs = [1000, 2000, 4000, 8000];

/** What does not pass by itself. */
const lasting: ReadonlySet<FaultCode> = new Set(['auth', 'conflict', 'not-found']);

/**
 * Opens the fleet of a runner, and tries again for a while where what fails may pass by itself: an engine may start with its manager, after it.
 *
 * @throws FaultError when it cannot be opened; it names the runner.
 */
export async function openPatiently(fleet: Pick<Fleet, 'open'>, runner: string, log: Logger, pausesMs: readonly number[] = usualPausesMs): Promise<FleetFacts> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fleet.open(AbortSignal.timeout(openTimeoutMs));
    } catch (error) {
      const pauseMs = pausesMs[attempt];
      const { code, detail } = asFault(error);
      if (pauseMs === undefined || lasting.has(code)) throw new FaultError(code, `the fleet of runner "${runner}" cannot be opened: ${detail}`, error);
      log.warning('The fleet cannot be opened yet', { error: detail, again_in_s: pauseMs / 1000 });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
