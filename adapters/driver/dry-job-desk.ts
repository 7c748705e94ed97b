import type { Op } from '../../core/ids.ts';
import type { RunningJob } from '../metrics/running-job.ts';
import type { RequestDesk } from './request-desk.ts';
import type { Happening } from './manager-loop.ts';

/** As long as GitLab holds an open request at most. */
const longPollMs = 50_000;

/** Takes no job: every request comes back empty, as late as GitLab would answer it. */
export class DryJobDesk {
  readonly #send: (happening: Happening) => void;
  readonly #open = new Map<Op, NodeJS.Timeout>();

  constructor(send: (happening: Happening) => void) {
    this.#send = send;
  }

  *running(): Iterable<RunningJob> {
    // There is none.
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  perform(effect: Parameters<RequestDesk['perform']>[0]): void {
    if (effect.kind === 'request-job')
      this.#open.set(
        effect.op,
        setTimeout(() => this.#answer(effect.op), longPollMs),
      );
    else if (effect.kind === 'abandon-request') setImmediate(() => this.#answer(effect.op));
  }

  #answer(op: Op): void {
    const timer = this.#open.get(op);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#open.delete(op);
    this.#send({ kind: 'request-answered', op, job: null, fault: null, retried: false, fruitless: 0 });
  }
}
