import { assert } from '../../core/assert.ts';
import type { Effect } from '../../core/effect.ts';
import type { AcquisitionKey, Op } from '../../core/ids.ts';
import type { CoordinatorClient, JobRequestAnswer } from '../coordinator/coordinator-client.ts';
import type { Logger } from '../logging/logger.ts';
import type { RunningJob } from '../metrics/running-job.ts';
import type { JobDesk } from './job-desk.ts';
import type { Happening } from './manager-loop.ts';

type RequestDeskEffect = Extract<Effect, { kind: 'request-job' | 'abandon-request' | 'start-job' | 'rebind-job' | 'stop-job' | 'finish-job' }>;

/** What requests for the jobs of one runner need. */
export interface RequestDeskOptions {
  readonly client: Pick<CoordinatorClient, 'requestJob'>;
  /** Loads what jobs are run with. */
  readonly openJobs: () => Promise<JobDesk>;
  readonly log: Logger;
  readonly send: (happening: Happening) => void;
  readonly onBroken: (error: unknown) => void;
}

/** From the first request until what jobs need is loaded: the request is on its way then, and its answer not yet to be expected. */
const loadAfterMs = 100;

/**
 * Asks for the jobs of one runner, and hands those that come to its job desk. The code of jobs is loaded while the first request is under way: a manager asks sooner for its
 * first job, and runs it no later.
 */
export class RequestDesk {
  readonly #options: RequestDeskOptions;
  readonly #requests = new Map<Op, AbortController>();
  #loading: Promise<JobDesk> | null = null;
  #jobs: JobDesk | null = null;

  constructor(options: RequestDeskOptions) {
    this.#options = options;
  }

  /** Jobs in hand, and those whose outcome is on its way. */
  *running(): Iterable<RunningJob> {
    if (this.#jobs !== null) yield* this.#jobs.running();
  }

  perform(effect: RequestDeskEffect): void {
    switch (effect.kind) {
      case 'request-job':
        return this.#request(effect.op, effect.key);
      case 'abandon-request':
        return this.#requests.get(effect.op)?.abort();
      default:
        assert(this.#jobs !== null, 'a job that is spoken of came to the job desk');
        return this.#jobs.perform(effect);
    }
  }

  /** Waits until GitLab has every outcome; what is not delivered when the signal aborts is given up, and said. */
  async settle(signal: AbortSignal): Promise<void> {
    await this.#jobs?.settle(signal);
  }

  #request(op: Op, key: AcquisitionKey): void {
    const { client, log, onBroken } = this.#options;
    const controller = new AbortController();
    this.#requests.set(op, controller);
    if (this.#loading === null) setTimeout(() => void this.#load().catch(onBroken), loadAfterMs).unref();
    const done = client.requestJob(controller.signal).then(async (answer) => {
      if (answer.fault !== null && !controller.signal.aborted) log.warning('Checking for jobs... failed', { status: answer.fault.detail });
      this.#requests.delete(op);
      await this.#answer(op, key, answer);
    });
    done.catch(onBroken);
  }

  async #answer(op: Op, key: AcquisitionKey, { job, unparsable, fault, retried }: JobRequestAnswer): Promise<void> {
    const jobs = job === null && unparsable === null ? null : await this.#load();
    const offer = jobs === null || job === null ? null : await jobs.receive(key, job);
    if (unparsable !== null) jobs?.failUnparsable(unparsable);
    this.#options.send({ kind: 'request-answered', op, job: offer, fault, retried, fruitless: 0 });
  }

  #load(): Promise<JobDesk> {
    this.#loading ??= this.#options.openJobs().then((jobs) => (this.#jobs = jobs));
    return this.#loading;
  }
}
