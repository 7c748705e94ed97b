import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { jobPayloadFor } from '../../../adapters/demo-coordinator/job-payload-for.ts';
import { generateKeyPair } from '../../../adapters/connectors/ssh/generate-key-pair.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { startService } from '../../driver/service-rig.ts';
import { freePort } from '../../servers/free-port.ts';

test('a job whose instance is not reached in time hears why, not only that its time is over', async () => {
  const token = 'glrt-drydocktest000000';
  const [coordinator, port] = await Promise.all([TestCoordinator.start({ updateIntervalSeconds: () => 1 }), freePort()]);
  coordinator.gitlab.runners.add({ token });
  const nobody = { user: 'nobody', key: generateKeyPair().privateKey, port };
  const autoscaler = '[runners.autoscaler.connector_config]\ntimeout = "1s"';
  const rig = await startService({ url: coordinator.url, sshd: nobody, token, autoscaler });
  try {
    const where = { id: 1, token: `glcbt-${randomBytes(10).toString('hex')}`, pipelineId: 1, url: coordinator.url, commit: null };
    const job = coordinator.gitlab.add(jobPayloadFor({ name: 'lost', stage: 'test', script: ['true'] }, where));
    await coordinator.until(() => job.log.includes('Preparation failed'));
    expect(job.log.toString('utf8')).toMatch(/Preparation failed: creating instance environment: given up after .* ECONNREFUSED/);
  } finally {
    await rig.stop();
    await coordinator.close();
  }
});
