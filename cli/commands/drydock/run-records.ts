import type { ServedRunner } from '../../../adapters/config/to-manager-config.ts';
import type { ManagerService } from '../../../adapters/driver/manager-service.ts';
import { Journal } from '../../../adapters/journal/journal.ts';
import type { Logger } from '../../../adapters/logging/logger.ts';
import { Redactor } from '../../../adapters/logging/redactor.ts';
import { stateFilePath } from '../../../adapters/state/state-file-path.ts';
import { StateFile } from '../../../adapters/state/state-file.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event } from '../../../core/event.ts';
import type { StoredInstance } from '../../../core/scaling/stored-instance.ts';
import { packageVersion } from '../../package-root.ts';
import { Failure } from './failure.ts';

/** What a run writes, and where. */
export interface RunRecordsOptions {
  readonly served: readonly ServedRunner[];
  readonly configFile: string;
  /** Folder of the journal; undefined for none. */
  readonly journal: string | undefined;
  /** Nothing but the journal is written in a dry run. */
  readonly dryRun: boolean;
  readonly log: Logger;
}

/** What a running manager leaves on the disk: the journal of its events, and what state_storage keeps of its instances. */
export class RunRecords {
  /** What state_storage kept of the manager before, per runner that is served. */
  readonly stored: readonly (readonly StoredInstance[])[];
  readonly #options: RunRecordsOptions;
  readonly #states: readonly (StateFile | null)[];
  #journal: Journal | null = null;
  #service: ManagerService | null = null;

  constructor(options: RunRecordsOptions) {
    const { served, configFile, dryRun, log } = options;
    this.#options = options;
    this.#states = served.map(({ table, autoscaler }) => {
      const { enabled, dir } = autoscaler.stateStorage;
      if (!enabled || dryRun) return null;
      return new StateFile(stateFilePath({ configFile, dir, token: table.token }), { report: (message) => log.warning(message, { runner: table.name }) });
    });
    this.stored = this.#states.map((state) => state?.read() ?? []);
  }

  /**
   * The manager is about to start.
   *
   * @throws Failure when the journal cannot be begun.
   */
  begin(service: ManagerService): void {
    const { journal, served, log } = this.#options;
    this.#service = service;
    if (journal === undefined) return;
    const redactor = new Redactor();
    for (const { table } of served) redactor.hide(table.token.reveal());
    try {
      this.#journal = Journal.open(
        journal,
        { version: packageVersion(), startedAt: service.view.now(), manager: service.manager, stored: this.stored },
        { redact: (text) => redactor.redact(text), report: (message) => log.warning(message) },
      );
    } catch (error) {
      throw new Failure(`the journal cannot be begun in ${journal}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Takes a step that the manager has just made. */
  step(event: Event, effects: readonly Effect[]): void {
    this.#journal?.append(event, effects);
    const service = this.#service;
    if (service !== null) this.#states.forEach((state, runner) => state?.write(() => service.stored[runner] ?? []));
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    await Promise.all([this.#journal?.close(), ...this.#states.map((state) => state?.close())]);
  }
}
