import type { ManagerService } from '../../../adapters/driver/manager-service.ts';
import type { Logger } from '../../../adapters/logging/logger.ts';
import type { Event } from '../../../core/event.ts';
import type { ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { Failure } from './failure.ts';
import type { OperatorOptions } from './operator-options.ts';
import { run } from './run.ts';

/** The options of `drydock run-single`. */
export interface RunSingleOptions extends OperatorOptions {
  /** Name of the runner; the only one where it is left out. */
  readonly runner?: string;
  /** 0 for no limit. */
  readonly maxBuilds?: number;
  /** Seconds; 0 for no limit. */
  readonly waitTimeout?: number;
  /** By these upstream takes a runner that no file describes: a fleet is more than flags can say. */
  readonly url?: string;
  readonly token?: string;
  readonly executor?: string;
}

/**
 * `drydock run-single`: serves one runner, one job after the other as the real runner does, and shuts down gracefully with the last of `--max-builds` jobs, or after
 * `--wait-timeout` without one.
 *
 * @throws Failure when the runner is described by flags.
 */
export function runSingle(options: RunSingleOptions, io: Io): Promise<ExitCode> {
  const { url, token, executor, maxBuilds = 0, waitTimeout = 0 } = options;
  if (url !== undefined || token !== undefined || executor !== undefined)
    throw new Failure('run-single serves a runner of the configuration: drydock register writes it there, --runner names it');
  const limits = new Limits(maxBuilds, waitTimeout);
  return run(
    {
      ...options,
      single: true,
      supervise: (service, _pages, log) => limits.watch(service, log),
      observe: (event) => limits.observe(event),
    },
    io,
  );
}

/** How often a runner is looked at that may have waited for long enough. */
const lookMs = 100;

/** Ends a manager that has one job at a time: with its last job, or when none has come for too long. */
class Limits {
  readonly #maxBuilds: number;
  readonly #waitSeconds: number;
  #running: { readonly service: ManagerService; readonly log: Logger } | null = null;
  #receivedCount = 0;
  #busyAt = 0;
  #isOver = false;

  /** 0 stands for no limit. */
  constructor(maxBuilds: number, waitSeconds: number) {
    this.#maxBuilds = maxBuilds === 0 ? Number.POSITIVE_INFINITY : maxBuilds;
    this.#waitSeconds = waitSeconds === 0 ? Number.POSITIVE_INFINITY : waitSeconds;
  }

  /** Begins to count time. @returns what ends it. */
  watch(service: ManagerService, log: Logger): () => void {
    this.#running = { service, log };
    this.#busyAt = service.view.now();
    const timer = setInterval(() => this.#look(service.view.now()), lookMs);
    return () => clearInterval(timer);
  }

  /** Hears of every step. While the one job is in hand no request is open that could bring another: a shutdown that is asked for then lets none in. */
  observe(event: Event): void {
    if (event.kind === 'request-answered' && event.job !== null && ++this.#receivedCount === this.#maxBuilds) this.#running?.service.shutDown('graceful');
    if (this.#receivedCount === this.#maxBuilds && !this.#isBusy) this.#end('processed its build limit');
  }

  get #isBusy(): boolean {
    return this.#running?.service.manager.runners.some(({ jobCount }) => jobCount > 0) ?? false;
  }

  #look(now: number): void {
    if (this.#isBusy) this.#busyAt = now;
    if (this.#isOver || now - this.#busyAt < this.#waitSeconds * 1000) return;
    this.#end(`not received a job in ${String(this.#waitSeconds)} seconds`);
    this.#running?.service.shutDown('graceful');
  }

  #end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#running?.log.info(`This runner has ${why}, so now exiting`);
  }
}
