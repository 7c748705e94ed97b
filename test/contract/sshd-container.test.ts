import { env } from 'node:process';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeArchive } from '../../adapters/fleets/docker/archive.ts';
import { bootCommand } from '../../adapters/fleets/docker/boot-command.ts';
import { cleanDocker } from '../../adapters/fleets/docker/clean.ts';
import { DockerClient } from '../../adapters/fleets/docker/client.ts';
import { hostUsrImage, hostUsrUser } from '../../adapters/fleets/docker/host-usr-image.ts';
import { instanceFiles } from '../../adapters/fleets/docker/instance-files.ts';
import { label } from '../../adapters/fleets/docker/labels.ts';
import { Sealed } from '../../adapters/config/sealed.ts';
import type { ConnectInfo } from '../../adapters/connectors/connect-info.ts';
import { describeWithDocker, freshGroup } from './docker-engine.ts';
import { sshExec } from './ssh-exec.ts';

// Its reaper is an image from a registry; the label below lets the next run remove what this one leaves.
env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';

/** The image, the files and the command of the docker plugin, in a container that another library made and started. */
await describeWithDocker('an sshd host of testcontainers', () => {
  const group = freshGroup();
  let info: ConnectInfo;

  beforeAll(async () => {
    const { GenericContainer, Wait } = await import('testcontainers');
    const image = await hostUsrImage();
    const client = new DockerClient();
    const signal = AbortSignal.timeout(30_000);
    if (!(await client.hasImage(image.name, signal))) await client.importImage(image.name, image.archive, image.changes, signal);
    const { entries, key } = instanceFiles({ listen: '0.0.0.0', operatorKey: null, allowPassword: false });
    const container = await new GenericContainer(image.name)
      .withLabels({ [label.group]: group })
      .withBindMounts([{ source: '/usr', target: '/usr', mode: 'ro' }])
      .withCopyArchivesToContainer([{ tar: Readable.from([await writeArchive(entries)]), target: '/' }])
      .withEntrypoint([...bootCommand({ delayMs: 0, stuck: false, lifeMs: null })])
      .withExposedPorts(22)
      .withWaitStrategy(Wait.forLogMessage(/Server listening on 0\.0\.0\.0/))
      .start();
    const address = { internalAddress: container.getHost(), externalAddress: '', useExternalAddress: false, port: container.getMappedPort(22) };
    const login = { username: hostUsrUser, password: null, key: new Sealed(key!) };
    info = { os: 'linux', arch: 'amd64', protocol: 'ssh', ...address, ...login, keepalive: 30_000, timeout: 60_000 };
  });
  afterAll(async () => {
    await cleanDocker({ host: '', name: group }, AbortSignal.timeout(30_000));
  });

  test('a script streams through it, and its exit code comes back', async () => {
    const { output, exitCode } = await sshExec(info, 'set -eo pipefail\nfor i in 1 2 3; do echo "line $i"; done\necho bad >&2\nexit 7\n');
    expect(output).toContain('line 1\nline 2\nline 3\n');
    expect(output).toContain('bad\n');
    expect(exitCode).toBe(7);
  });

  test('jobs run at the same time over connections of their own', async () => {
    const outputs = await Promise.all(Array.from({ length: 5 }, async (_, index) => sshExec(info, `sleep 0.2; echo ${index}`)));
    expect(outputs.map(({ output }) => output)).toEqual(['0\n', '1\n', '2\n', '3\n', '4\n']);
  });

  test('git works in it, as it does on the machine', async () => {
    const script =
      'set -e\ncd "$(mktemp -d)"\ngit init -q .\ngit -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m first\ngit log --format=%s';
    expect(await sshExec(info, script)).toMatchObject({ output: 'first\n', exitCode: 0 });
  });
});
