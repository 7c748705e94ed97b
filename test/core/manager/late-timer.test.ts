import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { toManagerConfig } from '../../../adapters/config/to-manager-config.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import { Manager } from '../../../core/manager/manager.ts';

describe('a timer that is late', () => {
  test.each([1, 7, 999])('by %d ms loses no turn of the feeder', (late) => {
    const requested = requestsUntil(10_000, 1, late);
    expect(requested).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000].map((turn) => turn + late));
  });

  test('by more than a period makes one turn of those that have passed', () => {
    expect(requestsUntil(8_000, 1, 2_500)).toEqual([2_500, 5_500]);
  });

  test('loses no turn to an event that comes before it', () => {
    const manager = managerOf(1);
    start(manager);
    answerEmpty(manager, requestsOf(step(manager, { kind: 'wake', at: 0 }))[0]!, 5);
    step(manager, { kind: 'fleet-listed', at: 1_002, op: 1, changes: [], fault: null });
    expect(manager.wakeAt).toBe(1_000);
    expect(requestsOf(step(manager, { kind: 'wake', at: 1_003 }))).toHaveLength(1);
  });

  test('makes both turns that have passed where two runners are fed in turn', () => {
    const manager = managerOf(2);
    start(manager);
    const requests = requestsOf(step(manager, { kind: 'wake', at: 700 }));
    expect(requests.map(({ runner }) => runner)).toEqual([0, 1]);
  });

  test('is still waited for by a manager that was restored in between', () => {
    const manager = managerOf(1);
    start(manager);
    answerEmpty(manager, requestsOf(step(manager, { kind: 'wake', at: 0 }))[0]!, 5);
    step(manager, { kind: 'fleet-listed', at: 1_002, op: 1, changes: [], fault: null });
    const restored = Manager.restore(manager.config, structuredClone(manager.snapshot()));
    expect(requestsOf(step(restored, { kind: 'wake', at: 1_003 }))).toHaveLength(1);
  });
});

/** When jobs are requested of a GitLab that has none and says so after 5 ms, while every wake comes late. */
function requestsUntil(end: number, runners: number, late: number): number[] {
  const manager = managerOf(runners);
  start(manager);
  const requested: number[] = [];
  for (let now = 0; ;) {
    now = Math.max(now, manager.wakeAt + late);
    if (now >= end) return requested;
    for (const effect of step(manager, { kind: 'wake', at: now })) {
      if (effect.kind === 'list') step(manager, { kind: 'fleet-listed', at: now, op: effect.op, changes: [], fault: null });
      if (effect.kind !== 'request-job') continue;
      requested.push(now);
      answerEmpty(manager, effect, now);
    }
  }
}

function managerOf(runners: number): Manager {
  const table = `
[[runners]]
  executor = "instance"
  url = "http://gitlab.example.com"
  token = "glrt-x"
  [runners.autoscaler]
    plugin = "docker"
    max_instances = 1
    update_interval = "1h"
    [runners.autoscaler.plugin_config]
      name = "x"
    [[runners.autoscaler.policy]]
      idle_count = 0
`;
  const { config } = loadConfig(`concurrent = 4\ncheck_interval = 1\n${table.repeat(runners)}`, 'config.toml');
  return new Manager(toManagerConfig(config!).manager);
}

function start(manager: Manager): void {
  manager.runners.forEach((_, runner) => step(manager, { kind: 'schedule-changed', at: 0, runner, active: [0] }));
  step(manager, { kind: 'started', at: 0 });
}

function step(manager: Manager, event: Event): Effect[] {
  const effects: Effect[] = [];
  manager.step(event, effects);
  return effects;
}

function requestsOf(effects: readonly Effect[]): Extract<Effect, { kind: 'request-job' }>[] {
  return effects.filter((effect) => effect.kind === 'request-job');
}

function answerEmpty(manager: Manager, { op }: { readonly op: number }, at: number): void {
  step(manager, { kind: 'request-answered', at, op, job: null, fault: null, retried: false, fruitless: 0 });
}
