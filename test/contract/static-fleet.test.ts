import { describe, expect, test } from 'vitest';
import { fleetFrom } from './fleet-from.ts';
import { empty, fleetContract, grow, soon } from './fleet.ts';

const hosts = ['a', 'b', 'c'];

function table(names: readonly string[]): string {
  const host = (name: string, index: number): string =>
    `[runners.autoscaler.plugin_config.instances.${name}]\nusername = "ci"\npassword = "of-${name}"\ninternal_addr = "127.0.0.${index + 1}:2200"\nexternal_addr = "${name}.example.com"\n`;
  return `plugin = "static"\n${names.map(host).join('')}`;
}

describe('a list of hosts', () => {
  fleetContract(async () => ({
    fleet: await fleetFrom(table(hosts)),
    next: await fleetFrom(table(hosts)),
    dispose: () => Promise.resolve(),
  }));

  test('all hosts run from the start, in the order of the file, and are as many as there can be', async () => {
    const fleet = await fleetFrom(table(hosts));
    expect(await fleet.open(soon())).toEqual({ maxSize: 3, canWithdraw: false });
    expect(await fleet.list(soon())).toEqual(hosts.map((id) => ({ id, state: 'running' })));
  });

  test('more than the list has is refused, and what there is is given', async () => {
    const fleet = await fleetFrom(table(hosts));
    await empty(fleet);
    expect(await fleet.increase(5, soon())).toEqual({
      succeeded: 3,
      fault: { code: 'out-of-capacity', detail: '3 of 5 hosts: all 3 of the list are in use' },
    });
    expect((await fleet.increase(1, soon())).succeeded).toBe(0);
  });

  test('the host that has been out longest comes back first, so that one that fails is not tried again at once', async () => {
    const fleet = await fleetFrom(table(hosts));
    await fleet.decrease(['b'], soon());
    await fleet.decrease(['a'], soon());
    expect(await grow(fleet, 1)).toEqual(['c', 'b']);
    await fleet.decrease(['b'], soon());
    expect(await grow(fleet, 1)).toEqual(['c', 'a']);
  });

  test('a host is reached with its own credentials at the port of its address', async () => {
    const fleet = await fleetFrom(table(hosts));
    const info = await fleet.connectInfo('b', soon());
    expect([info.internalAddress, info.port, info.username, info.password?.reveal(), info.key]).toEqual(['127.0.0.2', 2200, 'ci', 'of-b', null]);
  });
});
