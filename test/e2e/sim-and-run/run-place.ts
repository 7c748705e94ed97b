import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoordinatorJob } from '../../../adapters/demo-coordinator/coordinator-job.ts';
import { DemoCoordinator } from '../../../adapters/demo-coordinator/demo-coordinator.ts';
import { jobPayloadFor } from '../../../adapters/demo-coordinator/job-payload-for.ts';
import { cleanDocker } from '../../../adapters/fleets/docker/clean.ts';
import { freshGroup } from '../../contract/docker-engine.ts';

/** How long GitLab holds a job request, as GitLab's packages set it. */
export const longPollMs = 50_000;

/** A GitLab, a configuration of one runner with a fleet of containers, and a folder for what is recorded. Nothing of it is left when it is closed. */
export class RunPlace {
  readonly gitlab: DemoCoordinator;
  readonly folder: string;
  readonly configFile: string;
  readonly #group = freshGroup();
  #jobCount = 0;

  private constructor(gitlab: DemoCoordinator) {
    this.gitlab = gitlab;
    this.folder = mkdtempSync(join(tmpdir(), 'drydock-recorded-'));
    this.configFile = join(this.folder, 'config.toml');
  }

  static async open(): Promise<RunPlace> {
    const gitlab = new DemoCoordinator({ longPollMs, updateIntervalSeconds: () => 1 });
    const url = await gitlab.listen();
    const token = `glrt-${randomBytes(10).toString('hex')}`;
    gitlab.runners.add({ token });
    const place = new RunPlace(gitlab);
    writeFileSync(place.configFile, configText(url, token, place.#group));
    return place;
  }

  /** Queues a job that sleeps. */
  add(sleepSeconds: number): CoordinatorJob {
    const id = ++this.#jobCount;
    const where = { id, token: `glcbt-${randomBytes(10).toString('hex')}`, pipelineId: 1, url: this.gitlab.url, commit: null };
    return this.gitlab.add(jobPayloadFor({ name: `job-${id}`, stage: 'test', script: [`sleep ${sleepSeconds}`] }, where));
  }

  async close(): Promise<void> {
    await this.gitlab.close();
    await cleanDocker({ host: '', name: this.#group }, AbortSignal.timeout(30_000));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function configText(url: string, token: string, group: string): string {
  return `concurrent = 10
check_interval = 1
listen_address = "127.0.0.1:0"

[[runners]]
  name = "recorded"
  url = "${url}"
  token = "${token}"
  executor = "instance"
  request_concurrency = 2

  [runners.autoscaler]
    plugin = "docker"
    capacity_per_instance = 2
    max_use_count = 3
    max_instances = 4
    instance_ready_command = "test -w ."
    update_interval = "1s"
    update_interval_when_expecting = "100ms"

    [runners.autoscaler.plugin_config]
      name = "${group}"
      network = "host"
      addresses = "127.${randomInt(32, 250)}.${randomInt(250)}.0/24"
      boot = "1s"

    [[runners.autoscaler.policy]]
      idle_count = 1
      idle_time = "3s"
`;
}
