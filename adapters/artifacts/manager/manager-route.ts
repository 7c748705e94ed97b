import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpAgents } from '../../coordinator/http-exchange.ts';
import type { Connection, OutputSink } from '../../connectors/connection.ts';
import type { TransferPlan } from '../transfer-plan.ts';
import { CoordinatorTransfers } from './coordinator-transfers.ts';
import { HttpCalls } from './http-calls.ts';
import { InstanceFiles } from './instance-files.ts';
import { ProjectFiles } from './project-files.ts';
import { StorageTransfers } from './storage-transfers.ts';
import { TransferLog } from './transfer-log.ts';

/** What the manager's own route is made with. */
export interface ManagerRouteOptions {
  /** How servers are reached: certificates, proxies. Left out for the system's own ways. */
  readonly agents?: HttpAgents;
  /** Where archives lie on the manager while they are on their way. */
  readonly temporaryDirectory?: string;
}

/** Where a plan is carried out. */
export interface ManagerTransfer {
  readonly connection: Connection;
  readonly plan: TransferPlan;
  /** The job log. */
  readonly output: OutputSink;
  readonly signal: AbortSignal;
}

/**
 * Moves artifacts and caches for an instance that has no tool for it but a shell, `tar`, `find` and `awk`: files come over the connection, the manager makes and opens archives
 * and speaks to the coordinator and the storage. To be used when the script of a transfer stage ended with `noRouteExitCode`.
 */
export class ManagerRoute {
  readonly #options: ManagerRouteOptions;

  constructor(options: ManagerRouteOptions = {}) {
    this.#options = options;
  }

  /**
   * Carries out a plan, as the script of the stage would have done, log lines included.
   *
   * @returns the exit code that the script would have had. Rejects with `FaultError` when the connection is lost, and with the signal's reason when it aborts.
   */
  async carryOut({ connection, plan, output, signal }: ManagerTransfer): Promise<number> {
    const log = new TransferLog(output);
    const directory = await mkdtemp(join(this.#options.temporaryDirectory ?? tmpdir(), 'drydock-transfer-'));
    try {
      await log.say('info', 'Using the connection of the runner, as this instance has neither gitlab-runner nor the tools');
      const instance = new InstanceFiles(connection, (chunk) => log.raw(chunk), signal);
      const files = new ProjectFiles(instance, plan.site.projectDirectory, directory);
      const calls = new HttpCalls({ agents: this.#options.agents, pace: plan.site.pace, log, signal });
      switch (plan.kind) {
        case 'upload-artifacts':
          return await new CoordinatorTransfers(plan, { files, calls, log }).upload(plan.uploads);
        case 'download-artifacts':
          return await new CoordinatorTransfers(plan, { files, calls, log }).download(plan.downloads);
        case 'restore-cache':
          return await new StorageTransfers({ files, calls, log }).restore(plan.steps);
        case 'save-cache':
          return await new StorageTransfers({ files, calls, log }).save(plan.steps);
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}
