import type { EffectSink } from '../effect.ts';
import { never, type Ticks } from '../time.ts';
import type { Manager } from './manager.ts';

/** How a manager ends: after its jobs, or with them. */
export type ShutdownMode = 'graceful' | 'forceful';

/**
 * The manager's end: no new requests; the jobs end by themselves (graceful) or are stopped (forceful); then the fleets are shut down, all of it
 * within shutdown_timeout once nothing is waited for any more.
 *
 * @remarks Source: semantics.md §2.10, commands/multi.go.
 */
export class Shutdown {
  readonly #manager: Manager;
  mode: ShutdownMode | null = null;
  stopped = false;
  #deadline: Ticks = never;
  #openFleets = -1;

  constructor(manager: Manager) {
    this.#manager = manager;
  }

  get requested(): boolean {
    return this.mode !== null;
  }

  get wakeAt(): Ticks {
    return this.#deadline;
  }

  request(mode: ShutdownMode, at: Ticks, effects: EffectSink): void {
    if (this.mode === mode || this.mode === 'forceful') return;
    const first = this.mode === null;
    this.mode = mode;
    const jobs = this.#manager.runners.reduce((sum, runner) => sum + runner.jobCount, 0);
    for (const { scaler } of this.#manager.runners) scaler.decided({ kind: 'shut-down', mode, jobs }, effects);
    if (first) this.#abandonRequests(effects);
    if (mode === 'graceful') return;
    this.#deadline = at + this.#manager.config.shutdownTimeout;
    this.#manager.stopJobs(at, effects);
  }

  /** After every event: the fleets are shut down as soon as no worker is busy. */
  settle(at: Ticks, effects: EffectSink): void {
    if (this.mode !== null && this.#openFleets < 0 && this.#manager.busyWorkers === 0) this.#shutDownFleets(at, effects);
  }

  wake(at: Ticks, effects: EffectSink): void {
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

  save(): { mode: ShutdownMode | null; stopped: boolean; deadline: Ticks | null; openFleets: number } {
    return { mode: this.mode, stopped: this.stopped, deadline: this.#deadline === never ? null : this.#deadline, openFleets: this.#openFleets };
  }

  restore(saved: ReturnType<Shutdown['save']>): void {
    this.mode = saved.mode;
    this.stopped = saved.stopped;
    this.#deadline = saved.deadline ?? never;
    this.#openFleets = saved.openFleets;
  }

  #abandonRequests(effects: EffectSink): void {
    for (const { key, runner, job } of this.#manager.acquisitions.values()) if (job === null) effects.push({ kind: 'abandon-request', op: key, runner });
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
