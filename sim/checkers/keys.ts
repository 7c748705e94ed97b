import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Manager } from '../../core/manager/manager.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P3: every key stands in one place, and the counters say how many stand where. */
export const keys: Rule = {
  name: 'P3',
  sentence:
    'a key is in exactly one of reserved, waiting and acquired, and after all jobs have ended nothing is acquired or pending and the reservations are the requests in flight',
  holdsUpstream: true,
  create: () => new Keys(),
};

class Keys implements Checker {
  stepped(_event: Event, _effects: readonly Effect[], world: World): void {
    const { manager } = world;
    if (manager !== null) checkCounts(manager);
  }

  ended({ manager }: World): void {
    for (const { scaler, requestCount } of manager?.runners ?? []) {
      const { acquired, waiting, reserved } = scaler.pool;
      if (acquired !== 0 || waiting.size !== 0)
        broken('P3', `all jobs have ended, ${String(acquired)} slots are acquired and ${String(waiting.size)} keys wait`);
      if (reserved !== requestCount) broken('P3', `${String(reserved)} reservations for ${String(requestCount)} requests in flight`);
    }
  }
}

function checkCounts(manager: Manager): void {
  const counts = manager.runners.map(() => ({ reserved: 0, waiting: 0, acquired: 0, backed: 0, jobs: 0 }));
  for (const { runner, stage, backed, job, instance } of manager.acquisitions.values()) {
    const count = counts[runner] as (typeof counts)[number];
    if (stage === 'reserved') count.reserved++;
    if (stage === 'waiting') count.waiting++;
    if (instance !== null && !instance.vanished) count.acquired++;
    if (backed) count.backed++;
    if (job !== null) count.jobs++;
    if ((job === null) !== (stage === 'reserved')) broken('P3', `a key is ${stage} and its job is ${job === null ? 'not there' : 'there'}`);
    if ((instance === null) !== (stage === 'reserved' || stage === 'waiting') && stage !== 'stopping')
      broken('P3', `a key is ${stage} and its slot is ${instance === null ? 'not there' : 'there'}`);
    if (backed && (stage === 'acquired' || stage === 'stopping')) broken('P3', `a key that is ${stage} protects a slot`);
  }
  if (manager.busyWorkers !== manager.acquisitions.size) broken('P3', `${String(manager.busyWorkers)} workers for ${String(manager.acquisitions.size)} keys`);
  for (const { scaler, index, requestCount, jobCount } of manager.runners) {
    const { pool } = scaler;
    const count = counts[index] as (typeof counts)[number];
    const same = pool.reserved === count.reserved && pool.waiting.size === count.waiting && pool.acquired === count.acquired && pool.backed === count.backed;
    if (!same || requestCount !== count.reserved || jobCount !== count.jobs) {
      const { reserved, acquired, backed } = pool;
      broken(
        'P3',
        `counted ${JSON.stringify({ reserved, waiting: pool.waiting.size, acquired, backed, requestCount, jobCount })}, found ${JSON.stringify(count)}`,
      );
    }
  }
}
