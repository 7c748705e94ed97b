import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FaultError } from '../../adapters/fault-error.ts';
import type { Fleet, ListedInstance } from '../../adapters/fleets/fleet.ts';

/** One group, made afresh for a test. */
export interface FleetSubject {
  readonly fleet: Fleet;
  /** A fleet of the same group in another manager, not yet opened. */
  readonly next: Fleet;
  /** Removes all that is left, whatever happened. */
  dispose(): Promise<void>;
}

const pollMs = 20;
const patienceMs = 20_000;

/** The deadline of a single call. */
export function soon(): AbortSignal {
  return AbortSignal.timeout(patienceMs);
}

/** Lists until the listing is as wanted, and gives it. */
export async function listUntil(fleet: Fleet, wanted: (listing: readonly ListedInstance[]) => boolean): Promise<readonly ListedInstance[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const listing = await fleet.list(soon());
    if (wanted(listing)) return listing;
    if (Date.now() > deadline) throw new Error(`the listing did not become as wanted: ${JSON.stringify(listing)}`);
    await pause(pollMs);
  }
}

/** Asks for instances and waits until they run; gives the running ones. */
export async function grow(fleet: Fleet, count: number): Promise<string[]> {
  const before = idsOf(await fleet.list(soon()), 'running').length;
  expect(await fleet.increase(count, soon())).toEqual({ succeeded: count, fault: null });
  return idsOf(await listUntil(fleet, (listing) => idsOf(listing, 'running').length === before + count), 'running');
}

/** Removes every instance and waits until none is listed. */
export async function empty(fleet: Fleet): Promise<void> {
  const ids = idsOf(await fleet.list(soon()));
  expect(await fleet.decrease(ids, soon())).toEqual({ succeeded: ids, fault: null });
  await listUntil(fleet, (listing) => listing.length === 0);
}

function idsOf(listing: readonly ListedInstance[], state?: ListedInstance['state']): string[] {
  return listing.filter((instance) => state === undefined || instance.state === state).map(({ id }) => id);
}

/** The code of the fault that a call rejects with. */
export async function faultOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    expect(error).toBeInstanceOf(FaultError);
    return (error as FaultError).fault.code;
  }
  return 'none';
}

/**
 * What the core relies on in any fleet.
 *
 * @param make a group for at least two instances.
 * @param kill ends an instance behind the fleet's back, where that can be done.
 */
export function fleetContract(make: () => Promise<FleetSubject>, kill?: (id: string, subject: FleetSubject) => Promise<void>): void {
  let subject: FleetSubject;
  let fleet: Fleet;

  beforeEach(async () => {
    subject = await make();
    ({ fleet } = subject);
  });
  afterEach(async () => {
    await fleet.close();
    await subject.dispose();
  });

  // One after the other, also where several groups are tried at a time: they share the subject.
  describe('as any fleet', { concurrent: false }, () => {
    test('what is accepted comes to run, each under an identity of its own, and is reachable', async () => {
      const { maxSize } = await fleet.open(soon());
      expect(maxSize).toBeGreaterThanOrEqual(2);
      await empty(fleet);
      const ids = await grow(fleet, 2);
      expect(new Set(ids).size).toBe(2);
      for (const id of ids) {
        const info = await fleet.connectInfo(id, soon());
        expect(info.username).not.toBe('');
        expect(info.useExternalAddress ? info.externalAddress : info.internalAddress).not.toBe('');
        expect(info.key ?? info.password).not.toBeNull();
        expect([info.os, info.arch, info.protocol]).not.toContain('');
        expect(Math.min(info.keepalive, info.timeout)).toBeGreaterThan(0);
        await expect(fleet.probe(id, soon())).resolves.toBeUndefined();
        for (const key of (await fleet.hostKeys(id, soon())) ?? []) expect(key).toMatch(/^ssh-\S+ [\w+/=]+( .*)?$/);
      }
    });

    test('what was removed is gone, what was not stays, and what is gone already is removed with success', async () => {
      await fleet.open(soon());
      await empty(fleet);
      const [first = '', second = ''] = await grow(fleet, 2);
      expect(await fleet.decrease([first], soon())).toEqual({ succeeded: [first], fault: null });
      expect(idsOf(await listUntil(fleet, (listing) => listing.every(({ id }) => id !== first)))).toEqual([second]);
      expect(await fleet.decrease([first, 'never-was'], soon())).toEqual({ succeeded: [first, 'never-was'], fault: null });
      expect(idsOf(await fleet.list(soon()))).toEqual([second]);
    });

    test('a removed instance and one that never was are both not found', async () => {
      await fleet.open(soon());
      await empty(fleet);
      const [removed = ''] = await grow(fleet, 1);
      await empty(fleet);
      for (const id of [removed, 'never-was']) {
        expect(await faultOf(fleet.connectInfo(id, soon()))).toBe('not-found');
        expect(await faultOf(fleet.probe(id, soon()))).toBe('not-found');
        expect(await faultOf(fleet.hostKeys(id, soon()))).toBe('not-found');
      }
    });

    test('a group that was emptied grows again', async () => {
      await fleet.open(soon());
      await empty(fleet);
      await grow(fleet, 1);
      await empty(fleet);
      expect(await grow(fleet, 2)).toHaveLength(2);
    });

    test('nothing can be withdrawn when nothing is on order', async () => {
      await fleet.open(soon());
      await empty(fleet);
      await grow(fleet, 1);
      expect(await fleet.withdraw(3, soon())).toEqual({ succeeded: 0, fault: null });
      expect(await fleet.list(soon())).toHaveLength(1);
    });

    test('the next manager finds the instances and gets in by the same way', async () => {
      const { next } = subject;
      await fleet.open(soon());
      await empty(fleet);
      const [id = ''] = await grow(fleet, 1);
      const info = await fleet.connectInfo(id, soon());
      await fleet.close();
      await next.open(soon());
      expect(idsOf(await next.list(soon()), 'running')).toContain(id);
      const found = await next.connectInfo(id, soon());
      expect({ ...found, key: found.key?.reveal(), password: found.password?.reveal() }).toEqual({
        ...info,
        key: info.key?.reveal(),
        password: info.password?.reveal(),
      });
      await next.close();
    });

    if (kill === undefined) return;

    test('a death that nobody ordered is told, and the rest is then cleared away', async () => {
      await fleet.open(soon());
      await empty(fleet);
      const [victim = '', other = ''] = await grow(fleet, 2);
      await kill(victim, subject);
      expect(await faultOf(fleet.probe(victim, soon()))).toBe('not-found');
      await listUntil(fleet, (listing) => !idsOf(listing, 'running').includes(victim));
      expect(idsOf(await listUntil(fleet, (listing) => listing.length === 1))).toEqual([other]);
    });
  });
}
