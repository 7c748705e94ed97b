import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../../adapters/fault-error.ts';
import { Creations } from '../../../../adapters/fleets/docker/creations.ts';

/** Creations that end when the test says so. */
class Desk {
  readonly open: PromiseWithResolvers<undefined>[] = [];
  readonly creations: Creations;
  begun = 0;

  constructor(parallel: number, lost: readonly boolean[] = []) {
    const fates = lost.values();
    this.creations = new Creations({ parallel, create: () => this.#create(), isLost: () => fates.next().value ?? false });
  }

  async end(error?: FaultError): Promise<void> {
    const next = this.open.shift()!;
    if (error === undefined) next.resolve(undefined);
    else next.reject(error);
    await turn();
  }

  #create(): Promise<void> {
    const creation = Promise.withResolvers<undefined>();
    this.begun++;
    this.open.push(creation);
    return creation.promise;
  }
}

const full = new FaultError('out-of-capacity', 'full');

describe('what is on order', () => {
  test('is created so many at a time, and all of it in the end', async () => {
    const desk = new Desk(2);
    desk.creations.accept(5);
    expect(desk.open).toHaveLength(2);
    for (let index = 0; index < 5; index++) {
      expect(desk.open.length).toBeLessThanOrEqual(2);
      await desk.end();
    }
    expect(desk.begun).toBe(5);
    expect(desk.open).toHaveLength(0);
  });

  test('can be withdrawn as far as it has not begun', () => {
    const desk = new Desk(2);
    desk.creations.accept(5);
    expect([desk.creations.withdraw(2), desk.creations.withdraw(5), desk.creations.withdraw(1)]).toEqual([2, 1, 0]);
  });

  test('rests after a failure with its reason, stays on order, and goes on when it is resumed', async () => {
    const desk = new Desk(1);
    desk.creations.accept(2);
    await desk.end(full);
    expect(desk.creations.fault).toEqual({ code: 'out-of-capacity', detail: 'full' });
    expect(desk.open).toHaveLength(0);
    desk.creations.accept(1);
    expect(desk.open).toHaveLength(0);
    desk.creations.resume();
    for (let index = 0; index < 3; index++) await desk.end();
    expect(desk.creations.fault).toBeNull();
    expect(desk.begun).toBe(4);
  });

  test('can be withdrawn after it failed', async () => {
    const desk = new Desk(1);
    desk.creations.accept(1);
    await desk.end(full);
    expect(desk.creations.withdraw(1)).toBe(1);
    desk.creations.resume();
    expect(desk.open).toHaveLength(0);
  });

  test('comes to nothing where it is lost, until it is withdrawn', () => {
    const desk = new Desk(5, [true, false, true]);
    desk.creations.accept(3);
    expect(desk.open).toHaveLength(1);
    expect([desk.creations.withdraw(9), desk.creations.withdraw(9)]).toEqual([2, 0]);
  });

  test('is not begun any more once the group is closed, which waits for what has begun', async () => {
    const desk = new Desk(1);
    desk.creations.accept(2);
    let closed = false;
    const closing = desk.creations.close().then(() => (closed = true));
    await turn();
    expect(closed).toBe(false);
    await desk.end();
    await closing;
    expect(desk.begun).toBe(1);
  });
});
