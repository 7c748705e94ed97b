import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P13: the policy in force is the one that the calendar says. */
export const policyInForce: Rule = {
  name: 'P13',
  sentence:
    'the last policy in file order that has an active period is in force, and where none has, nothing is kept idle and idle instances go after five minutes',
  holdsUpstream: true,
  create: () => new PolicyInForce(),
};

class PolicyInForce implements Checker {
  stepped(event: Event, _effects: readonly Effect[], world: World): void {
    const { manager, plan } = world;
    if (manager === null || event.kind === 'schedule-changed') return;
    for (const { scaler, index, config } of manager.runners) {
      const schedule = plan.schedules[index] ?? [];
      // Changes of this very instant may be on their way.
      if (schedule.some(({ atMs }) => atMs === event.at)) continue;
      const active = schedule.findLast(({ atMs }) => atMs < event.at)?.active ?? [];
      const last = active.length === 0 ? null : Math.max(...active);
      const expected = last === null ? undefined : config.autoscaler.policies[last];
      const { policy } = scaler;
      if (expected === undefined ? policy.idleCount !== 0 || policy.idleTime !== 300_000 : policy !== expected) {
        broken('P13', `policy ${String(last)} should be in force, and ${String(scaler.policyIndex)} is`);
      }
    }
  }
}
