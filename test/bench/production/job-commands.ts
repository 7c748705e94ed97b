import { loadConfig } from '../../../adapters/config/load-config.ts';
import { readJob } from '../../../adapters/coordinator/read-job.ts';
import { planJob } from '../../../adapters/shell/plan-job.ts';
import { stageScript } from '../../../adapters/shell/stage-script.ts';
import type { BareCommand } from './bare-sessions.ts';

/**
 * The commands of a job, with what they read, exactly as a manager with that configuration sends them: a session each.
 *
 * @param payload what the coordinator answers a job request with.
 * @param place of the job among those that run at once: each has directories of its own.
 */
export function jobCommands(config: string, payload: unknown, place: number): readonly BareCommand[] {
  const runner = loadConfig(config, 'config.toml').config?.runners[0];
  const received = readJob(JSON.stringify(payload), 'application/json', true);
  if (runner === undefined || received.kind !== 'job') throw new Error('the bench cannot read its own configuration or job');
  const version = { name: 'drydock', version: '0.1.0', revision: 'bench', platform: 'linux', architecture: 'amd64' };
  const facts = { hostname: 'bench', version, concurrentId: place, concurrentProjectId: place, correlationId: '0'.repeat(32), tls: null };
  const { plan, context } = planJob(received.job, runner, facts);
  return plan.stages.map(({ stage }) => {
    const { command, script } = stageScript({ ...context, slot: 0 }, stage, 'success');
    return { command, stdin: script };
  });
}
