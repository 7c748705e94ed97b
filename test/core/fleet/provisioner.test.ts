import { describe, expect, test } from 'vitest';
import type { ProviderState } from '../../../core/fleet/instance.ts';
import type { ProvisionerOptions } from '../../../core/fleet/provisioner-options.ts';
import { FleetRig, latency, ours, second } from './fleet-rig.ts';

/** A started rig whose cloud lists these instances. */
function rigWith(listing: Readonly<Record<string, ProviderState>>, options: Partial<ProvisionerOptions> = {}): FleetRig {
  const rig = new FleetRig(options);
  for (const [id, state] of Object.entries(listing)) rig.listing.set(id, state);
  return rig.start();
}

function pauses(rig: FleetRig, what: string): number[] {
  return rig.decisions.flatMap((decision) => (decision.kind === 'back-off' && decision.what === what ? [(decision.until - decision.at) / second] : []));
}

function alerts(rig: FleetRig): string[] {
  return rig.decisions.flatMap((decision) => (decision.kind === 'alert' ? [`${decision.what} ${decision.id ?? '-'}`] : []));
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((at, index) => at - (times[index] as number));
}

describe('calls that fail', () => {
  test('a failed Increase is not repeated for 1 s × 2ⁿ, at most 60 s', () => {
    const rig = rigWith({});
    rig.failing.add('increase');
    rig.request(2);
    rig.run(400 * second);
    expect(pauses(rig, 'increase').slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    const waits = gaps(rig.times('increase'));
    waits.forEach((gap, index) => expect(gap).toBeGreaterThanOrEqual(Math.min(60, 2 ** index) * second));
    expect(Math.max(...waits)).toBeLessThan(63 * second);
    // The fleet is listed at its pace all the while.
    expect(Math.max(...gaps(rig.times('list')))).toBeLessThanOrEqual(2 * second + 2 * latency + second);
  });

  test('one that succeeds resets the pause', () => {
    const rig = rigWith({});
    rig.failing.add('increase');
    rig.request(2);
    rig.run(30 * second);
    rig.failing.clear();
    rig.run(60 * second);
    expect(rig.provisioner.pendingCount).toBe(2);
    const before = pauses(rig, 'increase').length;
    rig.failing.add('increase');
    rig.request(1);
    rig.run(80 * second);
    expect(before).toBeGreaterThan(3);
    expect(pauses(rig, 'increase').slice(before, before + 3)).toEqual([1, 2, 4]);
  });

  test('an Increase that brings nothing without a fault is a failed one', () => {
    const rig = rigWith({});
    rig.partial = 0;
    rig.request(1);
    rig.run(20 * second);
    expect(pauses(rig, 'increase').slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(rig.provisioner.pendingCount).toBe(0);
  });

  test('a failed Decrease is not repeated for 1 s × 2ⁿ, at most 10 s', () => {
    const rig = rigWith({ a: 'running' });
    rig.failing.add('decrease');
    rig.remove('a');
    rig.run(120 * second);
    expect(pauses(rig, 'decrease').slice(0, 6)).toEqual([1, 2, 4, 8, 10, 10]);
    expect(Math.max(...gaps(rig.times('decrease')))).toBeLessThan(13 * second);
  });

  test('a failed List is not repeated for 1 s × 2ⁿ, at most 60 s', () => {
    const rig = rigWith({});
    rig.request(1);
    rig.failing.add('list');
    rig.run(400 * second);
    expect(pauses(rig, 'list').slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(Math.max(...gaps(rig.times('list')))).toBeLessThan(62 * second);
    expect(rig.times('increase')).toEqual([]);
  });

  test('Decreases go out while listings fail', () => {
    const rig = rigWith({ a: 'running' });
    rig.request(1);
    rig.failing.add('list');
    rig.run(200 * second);
    const marked = rig.now;
    rig.remove('a');
    rig.run(marked + 3 * second);
    expect(rig.times('decrease')).toHaveLength(1);
  });

  test('with noCallBackOff every call is repeated at the next turn', () => {
    const rig = rigWith({ a: 'running' }, { upstream: { ...ours, noCallBackOff: true } });
    rig.failing.add('increase').add('decrease');
    rig.request(1);
    rig.remove('a');
    rig.run(60 * second);
    expect(new Set(gaps(rig.times('increase')))).toEqual(new Set([2 * second + 3 * latency]));
    expect(rig.times('decrease').length).toBe(rig.times('increase').length);
    expect(rig.decisions).toEqual([]);
  });

  test('the first listing is tried until it succeeds, and what it finds preexisted', () => {
    const rig = new FleetRig();
    rig.listing.set('a', 'running');
    rig.failing.add('list');
    rig.start().run(100 * second);
    expect(pauses(rig, 'list')).toEqual([1, 2, 4, 8, 16, 32, 60]);
    rig.failing.clear();
    rig.run(200 * second);
    expect(rig.instance('a').cause).toBe('preexisted');
  });

  test('with noCallBackOff the start fails after five listings', () => {
    const rig = new FleetRig({ upstream: { ...ours, noCallBackOff: true } });
    rig.failing.add('list');
    rig.start().run(100 * second);
    expect(rig.times('list')).toHaveLength(5);
    expect(rig.story()).toEqual(['start failed reconciling with instance group: update failed']);
    expect(rig.provisioner.wakeAt).toBe(Infinity);
  });
});

describe('instances that listings do not name', () => {
  test('one miss switches to the fast interval, and six misses end the instance', () => {
    const rig = rigWith({ a: 'running' });
    rig.listing.clear();
    rig.run(100 * second);
    expect(rig.story()).toEqual(['discovered a', ...[1, 2, 3, 4, 5, 6].map((count) => `missed a ${String(count)}`), 'gone a timeout']);
    const misses = rig.times('missed');
    expect((misses[5] as number) - (misses[0] as number)).toBeLessThan(12 * second);
    expect(rig.provisioner.instanceCount).toBe(0);
  });

  test('with missedSlow the misses are a slow interval apart', () => {
    const rig = rigWith({ a: 'running' }, { upstream: { ...ours, missedSlow: true } });
    rig.alive = true;
    rig.listing.clear();
    rig.run(400 * second);
    expect(Math.min(...gaps(rig.times('missed')))).toBeGreaterThanOrEqual(60 * second);
    expect(rig.times('gone')).toHaveLength(1);
  });

  test('an instance that shows that it lives is never given up', () => {
    const rig = rigWith({ a: 'running' });
    rig.alive = true;
    rig.listing.clear();
    rig.run(200 * second);
    expect(rig.instance('a').missedCount).toBeGreaterThan(50);
    rig.alive = false;
    rig.run(204 * second);
    expect(rig.story().at(-1)).toBe('gone a timeout');
  });

  test('a listing that names it again forgets the misses', () => {
    const rig = rigWith({ a: 'running' });
    rig.listing.clear();
    rig.run(70 * second);
    expect(rig.instance('a').missedCount).toBeGreaterThan(1);
    rig.listing.set('a', 'running');
    rig.run(80 * second);
    expect(rig.instance('a').missedCount).toBe(0);
    const named = rig.times('list').length;
    rig.run(110 * second);
    expect(rig.times('list').length - named).toBeLessThanOrEqual(1);
  });

  test('a failed listing is no miss', () => {
    const rig = rigWith({ a: 'running' });
    rig.listing.clear();
    rig.failing.add('list');
    rig.run(600 * second);
    expect(rig.times('missed')).toEqual([]);
  });
});

describe('requests that never materialise', () => {
  const quick = { instanceAcquireTimeout: 30 * second };

  test('are withdrawn after instance_acquire_timeout, and their places are free when that is confirmed', () => {
    const rig = rigWith({}, quick);
    rig.request(3);
    rig.run(20 * second);
    rig.listing.set('a', 'creating');
    rig.run(30 * second);
    expect([rig.provisioner.pendingCount, rig.times('withdraw').length]).toEqual([2, 0]);
    rig.run(40 * second);
    expect(rig.story().filter((line) => line !== 'discovered a')).toEqual(['increase 3', 'withdraw 2']);
    expect([rig.provisioner.pendingCount, rig.provisioner.knownCount]).toEqual([0, 1]);
    expect(rig.times('places').at(-1)).toBe((rig.times('withdraw')[0] as number) + latency);
    expect(alerts(rig)).toEqual(['never-materialised -']);
  });

  test('keep their places while the withdrawal is not confirmed', () => {
    const rig = rigWith({}, quick);
    rig.request(2);
    rig.failing.add('withdraw');
    rig.run(60 * second);
    expect(rig.provisioner.pendingCount).toBe(2);
    expect(pauses(rig, 'withdraw').slice(0, 4)).toEqual([1, 2, 4, 8]);
    rig.failing.clear();
    rig.partial = 1;
    rig.run(80 * second);
    expect(rig.provisioner.pendingCount).toBe(0);
    expect(alerts(rig)).toEqual(['never-materialised -']);
  });

  test('keep counting where the fleet cannot withdraw, with one alert', () => {
    const rig = rigWith({}, { ...quick, canWithdraw: false });
    rig.request(2);
    rig.run(200 * second);
    expect(rig.times('withdraw')).toEqual([]);
    expect(rig.provisioner.knownCount).toBe(2);
    expect(alerts(rig)).toEqual(['request-not-withdrawable -']);
  });

  test('are waited for for ever with pendingForEver', () => {
    const rig = rigWith({}, { ...quick, upstream: { ...ours, pendingForEver: true } });
    rig.request(2);
    rig.run(1000 * second);
    expect([rig.provisioner.pendingCount, alerts(rig), rig.times('withdraw')]).toEqual([2, [], []]);
  });
});

describe('removal', () => {
  test('a Decrease goes out before an Increase of the same turn', () => {
    const rig = rigWith({ a: 'running' });
    rig.request(1);
    rig.remove('a');
    rig.run(5 * second);
    expect(rig.story()).toEqual(['discovered a', 'decrease a', 'increase 1']);
  });

  test('an accepted Decrease is repeated after the retry interval, and the fourth comes with an alert', () => {
    const rig = rigWith({ a: 'running' });
    rig.remove('a');
    rig.run(170 * second);
    expect([rig.times('decrease').length, alerts(rig)]).toEqual([3, []]);
    rig.run(190 * second);
    expect([rig.times('decrease').length, alerts(rig)]).toEqual([4, ['stuck-deleting a']]);
    rig.run(600 * second);
    expect(alerts(rig)).toEqual(['stuck-deleting a']);
    expect(rig.provisioner.instanceCount).toBe(1);
  });

  test('the retry interval must have passed in full: a turn at its very end repeats no Decrease', () => {
    const deleted = (deletionRetryInterval: number): FleetRig => {
      const rig = rigWith({ a: 'running' }, { deletionRetryInterval });
      rig.remove('a');
      return rig.run(30 * second);
    };
    const calm = deleted(600 * second);
    const turnAt = calm.times('list').at(-1) as number;
    const span = turnAt - (calm.instance('a').deletedAt as number);
    expect(deleted(span).times('decrease')).toHaveLength(1);
    expect(
      deleted(span - 1)
        .times('decrease')
        .at(-1),
    ).toBe(turnAt);
  });

  test('an instance that is said to be deleting gets no further Decrease, and no alert however long it takes', () => {
    const rig = rigWith({ a: 'running' });
    rig.remove('a');
    rig.listing.set('a', 'deleting');
    rig.run(7200 * second);
    expect([rig.times('decrease').length, alerts(rig), rig.provisioner.instanceCount]).toEqual([1, [], 1]);
    rig.listing.set('a', 'running');
    rig.run(7205 * second);
    expect([rig.times('decrease').length, alerts(rig)]).toEqual([2, []]);
  });

  test('Decreases that the fleet refuses bring no alert, neither before four were accepted nor after', () => {
    const rig = rigWith({ a: 'running' });
    rig.failing.add('decrease');
    rig.remove('a');
    rig.run(600 * second);
    expect(rig.times('decrease').length).toBeGreaterThan(4);
    expect(alerts(rig)).toEqual([]);
    rig.failing.clear();
    rig.run(900 * second);
    rig.failing.add('decrease');
    rig.run(1200 * second);
    expect(alerts(rig)).toEqual(['stuck-deleting a']);
  });

  test('instances that are being deleted leave no room for new ones', () => {
    const rig = rigWith({ a: 'running' }, { maxInstances: 1 });
    rig.remove('a');
    rig.request(1);
    rig.run(30 * second);
    expect(rig.times('increase')).toEqual([]);
    rig.listing.clear();
    rig.run(33 * second);
    expect(rig.times('increase')).toHaveLength(1);
  });

  test('the owner may remove an instance while it is told of it', () => {
    const rig = new FleetRig();
    rig.onDiscovered = (instance) => {
      rig.provisioner.remove(instance, 'pre-existing', rig.now);
    };
    rig.listing.set('a', 'running');
    rig.start();
    expect(rig.story()).toEqual(['discovered a', 'decrease a']);
    expect(rig.instance('a').removalReason).toBe('pre-existing');
  });

  test('removing an instance that is gone does nothing', () => {
    const rig = rigWith({ a: 'running' });
    const gone = rig.instance('a');
    rig.listing.set('a', 'deleted');
    rig.run(70 * second);
    rig.provisioner.remove(gone, 'idle', rig.now);
    rig.run(200 * second);
    expect(rig.story()).toEqual(['discovered a', 'deleted a', 'gone a deleted']);
    expect(rig.provisioner.count('deleting')).toBe(0);
  });
});

describe('the figures', () => {
  test('an Increase under way is still counted among the requests', () => {
    const rig = rigWith({});
    rig.request(5);
    const increased = 3 * second + latency;
    for (let at = rig.now; at < increased; at++) expect(rig.run(at).provisioner.knownCount).toBe(5);
    expect(rig.run(10 * second).provisioner.pendingCount).toBe(5);
  });

  test('placesChanged comes once a step, and not for the own request of the owner', () => {
    const rig = rigWith({ a: 'running', b: 'running' });
    expect(rig.times('places')).toHaveLength(1);
    rig.request(3);
    expect(rig.times('places')).toHaveLength(1);
    rig.run(5 * second);
    expect(rig.times('places')).toHaveLength(2);
    for (const id of ['c', 'd', 'e']) rig.listing.set(id, 'creating');
    rig.run(8 * second);
    expect(rig.times('places')).toHaveLength(3);
    expect([...rig.provisioner.instances()].map(({ id, cause }) => `${id} ${cause}`)).toEqual([
      'a preexisted',
      'b preexisted',
      'c requested',
      'd requested',
      'e requested',
    ]);
  });

  test('a fleet with nothing to expect is listed at the slow interval', () => {
    const rig = rigWith({ a: 'running' });
    const listed = rig.times('list').length;
    rig.run(3600 * second);
    expect(rig.times('list').length - listed).toBe(59);
  });
});

describe('shutdown', () => {
  test('waits for the call under way, then deletes what is marked and closes', () => {
    const rig = rigWith({ a: 'running', b: 'running' });
    rig.request(1);
    while (rig.times('increase').length === 0) rig.run(rig.now + 1);
    rig.remove('a');
    rig.shutDown();
    expect(rig.times('decrease')).toEqual([]);
    rig.listing.delete('a');
    rig.run(100 * second);
    expect(rig.story()).toEqual(['discovered a', 'discovered b', 'increase 1', 'decrease a', 'gone a deleted', 'closed']);
    expect([rig.provisioner.pendingCount, rig.provisioner.instanceCount, rig.provisioner.wakeAt]).toEqual([1, 1, Infinity]);
  });

  test('repeats refused Decreases in so many rounds as configured, whatever pause is in force', () => {
    const rig = rigWith({ a: 'running' });
    rig.failing.add('decrease');
    rig.remove('a');
    rig.run(50 * second);
    const before = rig.times('decrease').length;
    rig.shutDown();
    rig.run(200 * second);
    expect(rig.times('decrease').length - before).toBe(3);
    expect(gaps(rig.times('decrease')).slice(-2)).toEqual([10 * second + 2 * latency, 10 * second + 2 * latency]);
    expect(rig.story().at(-1)).toBe('closed');
  });

  test('closes at once where nothing is marked', () => {
    const rig = rigWith({ a: 'running' });
    rig.shutDown();
    expect(rig.story()).toEqual(['discovered a', 'closed']);
  });
});
