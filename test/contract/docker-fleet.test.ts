import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { afterEach, describe, expect, test } from 'vitest';
import { cleanDocker } from '../../adapters/fleets/docker/clean.ts';
import { DockerClient } from '../../adapters/fleets/docker/client.ts';
import { recipeLabel } from '../../adapters/fleets/docker/host-usr-image.ts';
import { label } from '../../adapters/fleets/docker/labels.ts';
import type { Fleet } from '../../adapters/fleets/fleet.ts';
import { describeWithDocker, freshGroup } from './docker-engine.ts';
import { fleetFrom } from './fleet-from.ts';
import { empty, faultOf, fleetContract, grow, listUntil, soon, type FleetSubject } from './fleet.ts';
import { sshExec } from './ssh-exec.ts';

const docker = new Docker();
const client = new DockerClient();

/** Ways for an instance to be reached. */
const ways = {
  'an address of its own': 'addresses = "127.0.3.0/24"',
  'a port of its own': 'addresses = ""',
  'the host network': 'addresses = "127.0.4.0/24"\nnetwork = "host"',
};

async function table(name: string, keys: string): Promise<Fleet> {
  return fleetFrom(`plugin = "docker"\n[runners.autoscaler.plugin_config]\nname = "${name}"\n${keys}\n`);
}

async function clean(name: string): Promise<void> {
  await cleanDocker({ host: '', name }, soon());
}

async function subject(keys: string): Promise<FleetSubject> {
  const name = freshGroup();
  return { fleet: await table(name, keys), next: await table(name, keys), dispose: () => clean(name) };
}

await describeWithDocker('a fleet of containers', () => {
  // Beside each other, since most of it waits for containers to start and to end.
  describe.concurrent.each(Object.entries(ways))('by %s', (_, keys) => {
    fleetContract(
      () => subject(keys),
      async (id) => {
        await docker.getContainer(id).kill();
      },
    );
  });

  describe('on its own', () => {
    const groups: string[] = [];
    const fleets: Fleet[] = [];

    async function open(keys: string, reachedBy = 'addresses = "127.0.5.0/24"'): Promise<{ readonly fleet: Fleet; readonly name: string }> {
      const name = freshGroup();
      groups.push(name);
      const fleet = await table(name, `${reachedBy}\n${keys}`);
      fleets.push(fleet);
      await fleet.open(soon());
      return { fleet, name };
    }

    afterEach(async () => {
      for (const fleet of fleets.splice(0)) await fleet.close();
      for (const name of groups.splice(0)) await clean(name);
    });

    test.each(Object.entries(ways))(
      'by %s a job runs as the plain user, with the tools of the machine, on a host that shows the key that was told',
      async (_, keys) => {
        const { fleet } = await open('', keys);
        const [id = ''] = await grow(fleet, 1);
        const told = await fleet.hostKeys(id, soon());
        const { output, exitCode, hostKey } = await sshExec(await fleet.connectInfo(id, soon()), 'id -un; hostname; git --version; touch /builds/x; exit 7');
        expect(output).toMatch(new RegExp(`^runner\\n${id}\\ngit version .*\\n$`));
        expect(exitCode).toBe(7);
        expect(told).toEqual([`ssh-ed25519 ${hostKey}`]);
      },
    );

    test('a container that a manager made and did not come to start is removed by the next one', async () => {
      const { fleet, name } = await open('');
      const [kept = ''] = await grow(fleet, 1);
      const { Image } = await docker.getContainer(kept).inspect();
      await docker.createContainer({ name: `${name}-abandoned`, Image, Cmd: ['sh'], Labels: { [label.group]: name, [label.address]: '' } });
      await (await table(name, 'addresses = "127.0.5.0/24"')).open(soon());
      expect((await client.containers(`${label.group}=${name}`, soon())).map((container) => container.name)).toEqual([kept]);
    });

    test('a group whose image was cleared away while no container used it has it anew, also when several clear away at once', async () => {
      const { fleet } = await open('');
      await grow(fleet, 1);
      const images = (): Promise<readonly unknown[]> => docker.listImages({ filters: { label: [recipeLabel] } });
      const known = await images();
      await empty(fleet);
      await Promise.all([1, 2, 3].map(() => cleanDocker({ host: '', name: freshGroup() }, soon())));
      // Containers of other tests may keep the image where it is.
      const ids = await grow(fleet, 3);
      expect(ids).toHaveLength(3);
      expect((await images()).length).toBeLessThanOrEqual(known.length);
    });

    test('every instance has keys of its own', async () => {
      const { fleet } = await open('');
      const [first, second] = await Promise.all((await grow(fleet, 2)).map(async (id) => fleet.connectInfo(id, soon())));
      expect(first!.key!.reveal()).not.toBe(second!.key!.reveal());
      await sshExec(first!, 'exit');
      await expect(sshExec({ ...second!, key: first!.key }, 'exit')).rejects.toThrow('authentication');
    });

    test('increase answers before anything is created, and what is on order can be withdrawn', async () => {
      const { fleet } = await open('max_parallel = 1');
      expect(await fleet.increase(3, soon())).toEqual({ succeeded: 3, fault: null });
      expect(await fleet.withdraw(5, soon())).toEqual({ succeeded: 2, fault: null });
      await listUntil(fleet, (listing) => listing.some(({ state }) => state === 'running'));
      expect(await fleet.list(soon())).toHaveLength(1);
      expect(await fleet.withdraw(5, soon())).toEqual({ succeeded: 0, fault: null });
    });

    test('an instance is creating until its boot time is over, and answers when it is ready', async () => {
      const { fleet } = await open('boot = { running = "600ms", ready = { min = "300ms", max = "400ms" } }');
      await fleet.increase(1, soon());
      const [creating] = await listUntil(fleet, (listing) => listing.length === 1);
      expect(creating!.state).toBe('creating');
      const startedAt = Date.now();
      const [running] = await listUntil(fleet, (listing) => listing[0]!.state === 'running');
      await sshExec(await fleet.connectInfo(running!.id, soon()), 'exit');
      expect(Date.now() - startedAt).toBeGreaterThan(700);
    });

    test('a life that was limited ends, and the group tells it', async () => {
      const { fleet } = await open('life = "300ms"');
      await grow(fleet, 1);
      await listUntil(fleet, (listing) => listing.length === 0);
    });

    test('an instance whose boot got stuck runs and never answers', async () => {
      const { fleet } = await open('failure = { boot_stuck = 1.0 }');
      const [id = ''] = await grow(fleet, 1);
      const { internalAddress } = await fleet.connectInfo(id, soon());
      await pause(300);
      const top = (await docker.getContainer(id).top()) as { Processes: string[][] };
      expect(top.Processes.flat().join(' ')).not.toContain('sshd');
      expect(internalAddress).toMatch(/^127\.0\.5\./);
      await fleet.probe(id, soon());
    });

    test('a request that is lost becomes nothing and can be withdrawn', async () => {
      const { fleet } = await open('failure = { create = 1.0 }');
      expect(await fleet.increase(2, soon())).toEqual({ succeeded: 2, fault: null });
      await pause(100);
      expect(await fleet.list(soon())).toEqual([]);
      expect(await fleet.withdraw(1, soon())).toEqual({ succeeded: 1, fault: null });
      expect(await fleet.withdraw(2, soon())).toEqual({ succeeded: 1, fault: null });
    });

    test('limits of memory, cores and processes hold for the container', async () => {
      const { fleet } = await open('memory = "96m"\ncpus = 0.5\npids = 77');
      const [id = ''] = await grow(fleet, 1);
      const { HostConfig } = await docker.getContainer(id).inspect();
      expect([HostConfig.Memory, HostConfig.NanoCpus, HostConfig.PidsLimit]).toEqual([96 * 1024 ** 2, 5e8, 77]);
    });

    test('addresses that run out are told, and the group goes on as soon as one is free', async () => {
      const { fleet: small } = await open('', 'addresses = "127.0.6.0/30"');
      expect(await small.open(soon())).toEqual({ maxSize: 2, canWithdraw: true });
      const [first = ''] = await grow(small, 2);
      expect(await small.increase(1, soon())).toEqual({ succeeded: 1, fault: null });
      await expect.poll(async () => (await small.increase(1, soon())).fault?.detail, { timeout: 5000 }).toBe('all 2 addresses are in use');
      await small.decrease([first], soon());
      await listUntil(small, (listing) => listing.filter(({ state }) => state === 'running').length === 2 && listing.every(({ id }) => id !== first));
    });

    test('containers of others are neither listed, nor told of, nor removed', async () => {
      const [mine, others] = [await open(''), await open('')];
      const [foreign = ''] = await grow(others.fleet, 1);
      expect(await mine.fleet.list(soon())).toEqual([]);
      expect(await faultOf(mine.fleet.connectInfo(foreign, soon()))).toBe('not-found');
      expect(await mine.fleet.decrease([foreign], soon())).toEqual({ succeeded: [foreign], fault: null });
      await others.fleet.probe(foreign, soon());
    });

    test('clean-up takes the containers of its group and leaves the rest', async () => {
      const [mine, others] = [await open(''), await open('')];
      const [ids, kept] = [await grow(mine.fleet, 2), await grow(others.fleet, 1)];
      await docker.getContainer(ids[0]!).kill();
      expect([...(await cleanDocker({ host: '', name: mine.name }, soon()))].toSorted()).toEqual(ids.toSorted());
      expect(await client.containers(`${label.group}=${mine.name}`, soon())).toEqual([]);
      expect(await others.fleet.list(soon())).toEqual([{ id: kept[0], state: 'running' }]);
    });

    test('the key of the operator is let in, and no other is made', async () => {
      const { fleet } = await open('');
      const [id = ''] = await grow(fleet, 1);
      const own = (await fleet.connectInfo(id, soon())).key!.reveal();
      await empty(fleet);
      const dir = await mkdtemp(join(tmpdir(), 'drydock-key-'));
      const file = join(dir, 'key');
      await writeFile(file, own, { mode: 0o600 });
      try {
        const connector = `[runners.autoscaler.connector_config]\nuse_static_credentials = true\nusername = "root"\nkey_path = "${file}"\n`;
        const { fleet: given } = await open(connector);
        const [instance = ''] = await grow(given, 1);
        const info = await given.connectInfo(instance, soon());
        expect(info.key!.reveal()).toBe(own);
        expect((await sshExec(info, 'id -un; ls /etc/drydock')).output).toBe('root\nauthorized_keys\nhost_key\nhost_key.pub\nsshd_config\n');
      } finally {
        await rm(dir, { recursive: true });
      }
    });

    test('an image that can be had nowhere, a network that is not there and an engine that does not answer are said when the fleet is opened', async () => {
      const fleet = async (keys: string): Promise<Fleet> => table(freshGroup(), keys);
      await expect((await fleet('image = "127.0.0.1:9/none"')).open(soon())).rejects.toThrow('pull image 127.0.0.1:9/none');
      await expect((await fleet('network = "no-such"')).open(soon())).rejects.toThrow('the engine has no network no-such');
      expect(await faultOf((await fleet('host = "unix:///nowhere/docker.sock"')).open(soon()))).toBe('unreachable');
    });

    test('a call whose time is over is refused as such', async () => {
      const { fleet } = await open('');
      expect(await faultOf(fleet.list(AbortSignal.abort()))).toBe('timeout');
      expect(await faultOf(fleet.increase(1, AbortSignal.abort()))).toBe('timeout');
    });
  });
});
