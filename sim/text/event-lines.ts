import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';

/** What the core decided in one step, as lines of JSON for an event log; times in seconds since `clock.start`. Timers and polls decide nothing. */
export function eventLines(event: Event, effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    const said = decisionOf(effect);
    return said === null ? [] : [JSON.stringify({ at: event.at / 1000, on: event.kind, ...said })];
  });
}

function decisionOf(effect: Effect): Record<string, unknown> | null {
  switch (effect.kind) {
    case 'wake':
    case 'list':
    case 'request-job':
    case 'abandon-request':
      return null;
    case 'decided': {
      const { kind, ...rest } = effect.decision;
      return { kind, runner: effect.runner, ...rest };
    }
    case 'start-job':
    case 'rebind-job':
      return { kind: effect.kind, runner: effect.runner, job: effect.job.id, instance: effect.instance.id, slot: effect.slot };
    case 'stop-job':
      return { kind: effect.kind, runner: effect.runner, key: effect.key, cause: effect.cause };
    case 'finish-job':
      return { kind: effect.kind, runner: effect.runner, job: effect.job.id, reason: effect.outcome.reason };
    case 'increase':
    case 'withdraw':
      return { kind: effect.kind, runner: effect.runner, count: effect.count };
    case 'decrease':
      return { kind: effect.kind, runner: effect.runner, instances: effect.instances.map(({ id, removalReason }) => ({ id, reason: removalReason })) };
    case 'suspend':
    case 'resume':
      return { kind: effect.kind, runner: effect.runner, instances: effect.ids };
    case 'prepare-instance':
    case 'probe-instance':
      return { kind: effect.kind, runner: effect.runner, instance: effect.instance.id };
    case 'close-fleet':
      return { kind: effect.kind, runner: effect.runner };
    case 'stopped':
      return { kind: effect.kind };
  }
}
