import { describe, expect, test, vi } from 'vitest';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import type { Manager } from '../../../core/manager/manager.ts';
import { never } from '../../../core/time.ts';
import { Clock } from '../../../adapters/driver/clock.ts';
import { ManagerLoop } from '../../../adapters/driver/manager-loop.ts';

/** A manager that answers each kind of event with given effects, and wants to be woken when it says so. */
function scripted(answers: Partial<Record<Event['kind'], readonly Effect[]>>): Manager & { readonly taken: Event[]; wakeAt: number } {
  const taken: Event[] = [];
  const manager = {
    taken,
    wakeAt: never,
    stopped: false,
    step(event: Event, effects: { push(effect: Effect): unknown }) {
      taken.push(event);
      if (event.kind === 'wake') manager.wakeAt = never;
      for (const effect of answers[event.kind] ?? []) effects.push(effect);
    },
  };
  return manager as unknown as Manager & { readonly taken: Event[]; wakeAt: number };
}

const close = (runner: number): Effect => ({ kind: 'close-fleet', runner });

describe('the loop of a manager', () => {
  test('effects are started in order, and all of a step before the next event', () => {
    const manager = scripted({ started: [close(0), close(1)], 'shutdown-requested': [close(2)] });
    const seen: string[] = [];
    const loop: ManagerLoop = new ManagerLoop({
      manager,
      clock: new Clock(),
      observe: ({ kind }) => void seen.push(kind),
      perform: (effect) => {
        const runner = effect.kind === 'close-fleet' ? effect.runner : -1;
        seen.push(`close ${String(runner)}`);
        if (runner === 0) loop.send({ kind: 'shutdown-requested', mode: 'graceful' });
      },
      onBroken: (error) => expect.unreachable(String(error)),
    });
    loop.send({ kind: 'started' });
    expect(seen).toEqual(['started', 'close 0', 'close 1', 'shutdown-requested', 'close 2']);
  });

  test('time never runs backwards, whatever the clock of the system does', () => {
    const manager = scripted({});
    const now = vi.spyOn(Date, 'now');
    try {
      const loop = new ManagerLoop({ manager, clock: new Clock(), observe: () => undefined, perform: () => undefined, onBroken: () => undefined });
      now.mockReturnValue(5000);
      loop.send({ kind: 'started' });
      now.mockReturnValue(3000);
      loop.send({ kind: 'wake' });
    } finally {
      now.mockRestore();
    }
    expect(manager.taken.map(({ at }) => at)).toEqual([5000, 5000]);
  });

  test('the one timer follows the manager: woken at the instant it names, not before and not twice', async () => {
    vi.useFakeTimers();
    try {
      const manager = scripted({});
      const loop = new ManagerLoop({ manager, clock: new Clock(), observe: () => undefined, perform: () => undefined, onBroken: () => undefined });
      manager.wakeAt = Date.now() + 1000;
      loop.send({ kind: 'started' });
      await vi.advanceTimersByTimeAsync(999);
      expect(manager.taken).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(manager.taken.map(({ kind }) => kind)).toEqual(['started', 'wake']);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(manager.taken).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a rule that broke is told once, and nothing is stepped any more', () => {
    const manager = scripted({});
    const broken: unknown[] = [];
    const loop = new ManagerLoop({
      manager,
      clock: new Clock(),
      observe: ({ kind }) => {
        if (kind === 'wake') throw new Error('a rule broke');
      },
      perform: () => undefined,
      onBroken: (error) => void broken.push(error),
    });
    loop.send({ kind: 'wake' });
    loop.send({ kind: 'started' });
    expect(broken).toEqual([new Error('a rule broke')]);
    expect(manager.taken).toHaveLength(1);
  });
});
