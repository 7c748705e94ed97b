import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { jobPayloadFor } from '../../../adapters/demo-coordinator/job-payload-for.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { startService } from '../../driver/service-rig.ts';
import { startSshd } from '../../servers/sshd.ts';

/** Says a word half a second after it is told to end. What is computed does not stand in the log by way of the command. */
const script = [`trap 'sleep 0.5; echo "word $((40 + 2))"; exit 1' TERM`, 'sleep 30 & wait'];

test('the last that a stage prints when the job’s time-out kills it stands in the log, before the job’s end', async () => {
  const token = 'glrt-drydocktest000000';
  const [coordinator, sshd] = await Promise.all([TestCoordinator.start({ updateIntervalSeconds: () => 1 }), startSshd()]);
  coordinator.gitlab.runners.add({ token });
  const rig = await startService({ url: coordinator.url, sshd, token });
  try {
    const where = { id: 1, token: `glcbt-${randomBytes(10).toString('hex')}`, pipelineId: 1, url: coordinator.url, commit: null };
    const job = coordinator.gitlab.add({ ...jobPayloadFor({ name: 'slow', stage: 'test', script }, where), runner_info: { timeout: 3 } });
    await coordinator.until(() => job.isOver);
    const log = job.log.toString('utf8');
    const said = ['word 42', 'could not run to completion', 'ERROR: Job failed: execution took longer than 3s'].map((words) => log.indexOf(words));
    expect(said).not.toContain(-1);
    expect(said).toEqual(said.toSorted((a, b) => a - b));
    expect(job.reports.at(-1)).toMatchObject({ state: 'failed', failureReason: 'job_execution_timeout' });
  } finally {
    await rig.stop();
    await Promise.all([coordinator.close(), sshd.stop()]);
  }
});
