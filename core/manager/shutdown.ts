import type { EffectSink } from '../effect.ts';
import { never, neverAsNull, type Ticks } from '../time.ts';
import type { Manager } from './manager.ts';
import type { Runner } from './runner.ts';

/** How a manager ends: after its jobs, or with them. */
export type ShutdownMode = 'graceful' | 'forceful';

/** Longest time that a graceful shutdown waits for an open request, in seconds: longer than GitLab holds one. */
const openRequestSeconds = 60;

/**
 * The manager's end: no new requests; the jobs end by themselves (graceful) or are stopped (forceful); then the fleets are shut down, all of it
 * within shutdown_timeout once nothing is waited for any more. A graceful one waits for the requests that are open too: GitLab may have given a job to one
 * of them already, and that would be lost with it.
 *
 * @remarks Source: semantics.md §2.10, commands/multi.go. Upstream gives up its open requests in either mode.
 */
export class Shutdown {
  readonly #manager: Manager;
  mode: ShutdownMode | null = null;
  stopped = false;
  #deadline: Ticks = never;
  /** When requests that are still open are given up. */
  #requestsEndAt: Ticks = never;
  #openFleets = -1;

  constructor(manager: Manager) {
    this.#manager = manager;
  }

  get requested(): boolean {
    return this.mode !== null;
  }

  get wakeAt(): Ticks {
    return Math.min(this.#deadline, this.#requestsEndAt);
  }

  request(mode: ShutdownMode, at: Ticks, effects: EffectSink): void {
    if (this.mode === mode || this.mode === 'forceful') return;
    this.mode = mode;
    const jobs = this.#manager.runners.reduce((sum, runner) => sum + runner.jobCount, 0);
    for (const { scaler } of this.#manager.runners) scaler.decided({ kind: 'shut-down', mode, jobs }, effects);
    if (mode === 'graceful') {
      this.#abandonRequests(effects, ({ scaler }) => scaler.config.upstream.plainShutdown);
      this.#requestsEndAt = at + openRequestSeconds * this.#manager.config.second;
      return;
    }
    this.#endRequests(effects);
    this.#deadline = at + this.#manager.config.shutdownTimeout;
    this.#manager.stopJobs(at, effects);
  }

  /** After every event: the fleets are shut down as soon as no worker is busy. */
  settle(at: Ticks, effects: EffectSink): void {
    if (this.#requestsEndAt !== never && this.#manager.runners.every(({ requestCount }) => requestCount === 0)) this.#requestsEndAt = never;
    if (this.mode !== null && this.#openFleets < 0 && this.#manager.busyWorkers === 0) this.#shutDownFleets(at, effects);
  }

  wake(at: Ticks, effects: EffectSink): void {
    if (at >= this.#requestsEndAt) this.#endRequests(effects);
    if (at < this.#deadline || this.stopped) return;
    if (this.#openFleets < 0) {
      this.#shutDownFleets(at, effects);
      return;
    }
    this.#stop(effects);
  }

  fleetClosed(_at: Ticks, effects: EffectSink): void {
    this.#openFleets--;
    if (this.#openFleets === 0 && !this.stopped) this.#stop(effects);
  }

  save(): { mode: ShutdownMode | null; stopped: boolean; deadline: Ticks | null; requestsEndAt: Ticks | null; openFleets: number } {
    const { mode, stopped } = this;
    return { mode, stopped, deadline: neverAsNull(this.#deadline), requestsEndAt: neverAsNull(this.#requestsEndAt), openFleets: this.#openFleets };
  }

  restore(saved: ReturnType<Shutdown['save']>): void {
    this.mode = saved.mode;
    this.stopped = saved.stopped;
    this.#deadline = saved.deadline ?? never;
    this.#requestsEndAt = saved.requestsEndAt ?? never;
    this.#openFleets = saved.openFleets;
  }

  #endRequests(effects: EffectSink): void {
    this.#requestsEndAt = never;
    this.#abandonRequests(effects, () => true);
  }

  #abandonRequests(effects: EffectSink, concerns: (runner: Runner) => boolean): void {
    for (const { key, runner, job } of this.#manager.acquisitions.values())
      if (job === null && concerns(this.#manager.runners[runner] as Runner)) effects.push({ kind: 'abandon-request', op: key, runner });
  }

  #shutDownFleets(at: Ticks, effects: EffectSink): void {
    this.#openFleets = this.#manager.runners.length;
    this.#deadline = at + this.#manager.config.shutdownTimeout;
    for (const { scaler } of this.#manager.runners) scaler.shutDown(at, effects);
    if (this.#manager.runners.length === 0) this.#stop(effects);
  }

  #stop(effects: EffectSink): void {
    this.stopped = true;
    this.#deadline = never;
    effects.push({ kind: 'stopped' });
  }
}
