import { expect, test } from 'vitest';
import { FleetBench } from './fleet-bench.ts';

/** Lets the fleet leave its instances out of every listing, until the manager has given one up. */
function loseInstance(bench: FleetBench, id: string): void {
  const { provisioner } = bench.manager.runners[0]!.scaler;
  for (let turn = 0; turn < 100 && provisioner.instance(id) !== undefined; turn++) {
    bench.at = bench.manager.wakeAt;
    bench.tell({ kind: 'wake' });
    if (bench.effects.some(({ kind }) => kind === 'list')) bench.listed({ id, state: 'absent' });
  }
}

test('a probe that is answered after its instance is gone is no error', () => {
  const bench = new FleetBench({ policy: { idleTime: 3_600_000 }, autoscaler: { vmIsolation: true } });
  bench.listed({ id: 'i-1', state: 'running' });
  bench.answer('prepare-instance', { kind: 'instance-prepared', fault: null });
  bench.listed();
  loseInstance(bench, 'i-1');
  expect(bench.manager.runners[0]?.scaler.provisioner.instance('i-1')).toBeUndefined();
  expect(() => {
    bench.answer('probe-instance', { kind: 'instance-probed', fault: null });
  }).not.toThrow();
});

test('an idle instance whose idle_time was shortened past what it has been idle goes at once, and the timer is not set in the past', () => {
  const bench = new FleetBench({ policy: { idleCount: 0, idleTime: 3_600_000 }, autoscaler: { vmIsolation: true } });
  bench.listed({ id: 'i-1', state: 'running' });
  bench.answer('prepare-instance', { kind: 'instance-prepared', fault: null });
  bench.wait(600_000);
  bench.tell({ kind: 'schedule-changed', runner: 0, active: [] });
  expect(bench.manager.wakeAt).toBeGreaterThanOrEqual(bench.at);
});

test('a restored instance that is used up is removed, not brought up', () => {
  const bench = new FleetBench({ autoscaler: { stateStorage: true, maxUseCount: 2 }, stored: [{ id: 'i-1', useCount: 2, acquiredCount: 0 }] });
  bench.listed({ id: 'i-1', state: 'running' });
  expect(bench.decided('remove')).toMatchObject([{ id: 'i-1', reason: 'use-count' }]);
  expect(bench.effects.map(({ kind }) => kind)).not.toContain('prepare-instance');
});

test('nothing is stored of the instances of a runner without state_storage', () => {
  const stored = (stateStorage: boolean): unknown => {
    const bench = new FleetBench({ policy: { idleCount: 1 }, autoscaler: { stateStorage, vmIsolation: true } });
    bench.listed({ id: 'i-1', state: 'running' });
    bench.answer('prepare-instance', { kind: 'instance-prepared', fault: null });
    return bench.manager.stored();
  };
  expect(stored(false)).toEqual([[]]);
  expect(stored(true)).toEqual([[{ id: 'i-1', useCount: 0, acquiredCount: 0 }]]);
});

test('a manager that is restarted twice in a row forgets nothing of the instances that it has not brought up yet', () => {
  const stored = [
    { id: 'i-1', useCount: 3, acquiredCount: 0 },
    { id: 'i-2', useCount: 1, acquiredCount: 1 },
  ];
  const bench = new FleetBench({ autoscaler: { stateStorage: true, keepInstanceWithAcquisitions: true }, stored });
  expect(bench.manager.stored()).toEqual([stored]);
  bench.listed({ id: 'i-1', state: 'running' }, { id: 'i-2', state: 'running' });
  expect(bench.manager.stored()).toEqual([stored]);
});

test('a manager that starts anew asks for nothing that exists already, and counts it against max_instances', () => {
  const stored = [
    { id: 'i-1', useCount: 0, acquiredCount: 0 },
    { id: 'i-2', useCount: 0, acquiredCount: 0 },
  ];
  const requested = (idleCount: number, before: typeof stored): number => {
    const bench = new FleetBench({ policy: { idleCount }, autoscaler: { stateStorage: true, maxInstances: 3 }, stored: before });
    bench.wait(0);
    expect(bench.manager.runners[0]?.scaler.provisioner.requestedCount).toBe(0);
    bench.listed({ id: 'i-1', state: 'running' }, { id: 'i-2', state: 'running' });
    const { scaler } = bench.manager.runners[0]!;
    if (scaler.evaluateAt <= bench.at) bench.tell({ kind: 'wake' });
    return scaler.provisioner.requestedCount;
  };
  expect(requested(2, stored)).toBe(0);
  expect(requested(4, stored)).toBe(1);
  expect(requested(2, [])).toBe(1);
});

test('an instance that a shutdown with delete_instances_on_shutdown discovers is deleted with the others', () => {
  const bench = new FleetBench({ policy: { idleCount: 2 }, autoscaler: { deleteInstancesOnShutdown: true, vmIsolation: true } });
  bench.listed({ id: 'i-1', state: 'running' });
  bench.listed();
  bench.tell({ kind: 'shutdown-requested', mode: 'forceful' });
  bench.answer('decrease', { kind: 'fleet-decreased', succeeded: ['i-1'], fault: null });
  while (!bench.effects.some(({ kind }) => kind === 'list')) {
    bench.at = bench.manager.wakeAt;
    bench.tell({ kind: 'wake' });
  }
  bench.listed({ id: 'i-2', state: 'running' });
  expect(bench.decided('remove')).toMatchObject([{ id: 'i-2', reason: 'shutdown' }]);
});

test('no more idle instances are kept than the runner may ever have jobs', () => {
  const bench = new FleetBench({ runner: { limit: 1 }, policy: { idleCount: 2 }, autoscaler: { vmIsolation: true } });
  bench.listed({ id: 'i-1', state: 'running' }, { id: 'i-2', state: 'running' });
  expect(bench.manager.runners[0]?.scaler.target(0)).toBe(1);
});
