import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../core/effect.ts';
import { Instance } from '../../../core/fleet/instance.ts';
import { FleetDesk } from '../../../adapters/driver/fleet-desk.ts';
import type { Happening } from '../../../adapters/driver/manager-loop.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import type { Fleet, ListedInstance } from '../../../adapters/fleets/fleet.ts';

/** A fleet whose listings and answers a test sets. */
class ScriptedFleet implements Fleet {
  listing: readonly ListedInstance[] | Error = [];
  answer: Error | null = null;

  open(): Promise<{ maxSize: number; canWithdraw: boolean }> {
    return Promise.resolve({ maxSize: 9, canWithdraw: true });
  }

  list(): Promise<readonly ListedInstance[]> {
    return this.listing instanceof Error ? Promise.reject(this.listing) : Promise.resolve(this.listing);
  }

  increase(count: number): Promise<{ succeeded: number; fault: null }> {
    return this.answer === null ? Promise.resolve({ succeeded: count, fault: null }) : Promise.reject(this.answer);
  }

  decrease(ids: readonly string[]): Promise<{ succeeded: readonly string[]; fault: null }> {
    return this.answer === null ? Promise.resolve({ succeeded: ids, fault: null }) : Promise.reject(this.answer);
  }

  withdraw(count: number): Promise<{ succeeded: number; fault: null }> {
    return this.increase(count);
  }

  connectInfo(): Promise<never> {
    return Promise.reject(new FaultError('not-found', 'none'));
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  hostKeys(): Promise<null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function rig(): { fleet: ScriptedFleet; gone: string[]; ask: (effect: Parameters<FleetDesk['perform']>[0]) => Promise<Happening> } {
  const fleet = new ScriptedFleet();
  const gone: string[] = [];
  let heard: (happening: Happening) => void = () => undefined;
  const desk = new FleetDesk(
    fleet,
    (happening) => heard(happening),
    (id) => void gone.push(id),
  );
  const ask = (effect: Parameters<FleetDesk['perform']>[0]): Promise<Happening> =>
    new Promise((resolve) => {
      heard = resolve;
      desk.perform(effect);
    });
  return { fleet, gone, ask };
}

const list = (op: number): Extract<Effect, { kind: 'list' }> => ({ kind: 'list', op, runner: 0, again: null });

describe('the desk of a fleet', () => {
  test('a listing tells what is new, what has changed and what is no longer there', async () => {
    const { fleet, gone, ask } = rig();
    fleet.listing = [
      { id: 'a', state: 'creating' },
      { id: 'b', state: 'running' },
    ];
    expect(await ask(list(1))).toMatchObject({
      changes: [
        { id: 'a', state: 'creating' },
        { id: 'b', state: 'running' },
      ],
      fault: null,
    });
    fleet.listing = [{ id: 'a', state: 'running' }];
    expect(await ask(list(2))).toMatchObject({
      changes: [
        { id: 'a', state: 'running' },
        { id: 'b', state: 'absent' },
      ],
    });
    expect(gone).toEqual(['b']);
    expect(await ask(list(3))).toEqual({ kind: 'fleet-listed', op: 3, changes: [], fault: null });
  });

  test('a listing that fails changes nothing of what the next one is compared with', async () => {
    const { fleet, gone, ask } = rig();
    fleet.listing = [{ id: 'a', state: 'running' }];
    await ask(list(1));
    fleet.listing = new FaultError('throttled', 'slow down');
    expect(await ask(list(2))).toEqual({ kind: 'fleet-listed', op: 2, changes: [], fault: { code: 'throttled', detail: 'slow down' } });
    fleet.listing = [{ id: 'a', state: 'running' }];
    expect(await ask(list(3))).toMatchObject({ changes: [] });
    expect(gone).toEqual([]);
  });

  test('whatever a call rejects with becomes the fault of its answer', async () => {
    const { fleet, ask } = rig();
    fleet.answer = new FaultError('out-of-capacity', 'none left');
    expect(await ask({ kind: 'increase', op: 4, runner: 0, count: 2 })).toEqual({
      kind: 'fleet-increased',
      op: 4,
      succeeded: 0,
      fault: { code: 'out-of-capacity', detail: 'none left' },
    });
    fleet.answer = new TypeError('a bug of an adapter');
    const instances = [new Instance(1, 'a', 'running', 'requested', null, 0)];
    expect(await ask({ kind: 'decrease', op: 5, runner: 0, instances })).toMatchObject({
      succeeded: [],
      fault: { code: 'unknown', detail: 'a bug of an adapter' },
    });
  });

  test('what succeeds is answered with what succeeded', async () => {
    const { ask } = rig();
    expect(await ask({ kind: 'withdraw', op: 6, runner: 0, count: 3 })).toEqual({ kind: 'fleet-withdrawn', op: 6, succeeded: 3, fault: null });
    expect(await ask({ kind: 'suspend', op: 7, runner: 0, ids: ['a'] })).toMatchObject({ kind: 'fleet-suspended', succeeded: [], fault: { code: 'conflict' } });
  });
});
