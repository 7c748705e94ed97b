import { assert, unreachable } from '../../core/assert.ts';
import type { JobConfig } from '../../core/config.ts';
import type { Fault } from '../../core/fault.ts';
import type { InstanceId, Op } from '../../core/ids.ts';
import type { JobEffect } from '../../core/job/job-effect.ts';
import type { JobEvent } from '../../core/job/job-event.ts';
import { JobMachine } from '../../core/job/job-machine.ts';
import type { JobPlan } from '../../core/job/job-plan.ts';
import type { JobOutcome } from '../../core/job/outcome.ts';
import type { StopCause } from '../../core/job/stop-cause.ts';
import { never } from '../../core/time.ts';
import type { PooledConnection } from '../connectors/connection-pool.ts';
import { asFault } from './as-fault.ts';
import type { Clock } from './clock.ts';
import type { InstanceDesk } from './instance-desk.ts';
import type { JobReport } from './job-report.ts';
import { longestTimeoutMs } from './longest-timeout.ts';
import type { StageRunner } from './stage-runner.ts';

type Undated<T> = T extends unknown ? Omit<T, 'at'> : never;
type JobHappening = Undated<JobEvent>;
type StageEffect = Extract<JobEffect, { kind: 'run-stage' }>;

/** What one job at work needs around it. */
export interface JobSessionOptions {
  readonly plan: JobPlan;
  readonly config: JobConfig;
  readonly clock: Clock;
  readonly instances: InstanceDesk;
  readonly stages: StageRunner;
  readonly report: JobReport;
  /** What of an instance's address the log names; null for nothing. */
  readonly addressOf: (id: InstanceId) => string | null;
  /** The machine asks the manager for another instance. */
  readonly onRefused: (fault: Fault) => void;
  /** The machine has ended. */
  readonly onEnded: (outcome: JobOutcome) => void;
  readonly onStageEnded: (stage: string, milliseconds: number) => void;
  readonly onBroken: (error: unknown) => void;
}

/** The production caller of one job machine of the core: dials, runs stages, keeps its one timer. It decides nothing. */
export class JobSession {
  readonly #options: JobSessionOptions;
  readonly #machine: JobMachine;
  readonly #running = new Map<Op, AbortController>();
  #queue: JobHappening[] = [];
  #stepping = false;
  #timer: NodeJS.Timeout | undefined;
  #lease: PooledConnection | null = null;
  #instance: InstanceId = '';
  #slot = 0;
  #stage = 'prepare_executor';

  constructor(options: JobSessionOptions) {
    this.#options = options;
    this.#machine = new JobMachine(options.plan, options.config);
  }

  /** The stage in progress, for pages. */
  get stage(): string {
    return this.#stage;
  }

  get instance(): InstanceId {
    return this.#instance;
  }

  start(receivedAt: number, instance: InstanceId, slot: number): void {
    this.#bind(instance, slot);
    this.#send({ kind: 'started', receivedAt, instance, slot });
  }

  rebind(instance: InstanceId, slot: number): void {
    this.#bind(instance, slot);
    this.#send({ kind: 'rebound', instance, slot });
  }

  stop(cause: StopCause): void {
    this.#send({ kind: 'stop', cause });
  }

  cancel(form: 'graceful' | 'hard'): void {
    this.#send({ kind: 'canceled', form });
  }

  #bind(instance: InstanceId, slot: number): void {
    this.#instance = instance;
    this.#slot = slot;
  }

  #send(happening: JobHappening): void {
    this.#queue.push(happening);
    if (!this.#stepping) this.#drain();
  }

  #drain(): void {
    assert(!this.#stepping, 'nothing re-enters a step of a job');
    this.#stepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const effects: JobEffect[] = [];
        this.#machine.step({ ...next, at: this.#options.clock.now() }, effects);
        for (const effect of effects) this.#perform(effect);
      }
    } catch (error) {
      this.#options.onBroken(error);
    } finally {
      this.#stepping = false;
    }
    this.#setTimer();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const { wakeAt, ended } = this.#machine;
    if (ended || wakeAt === never) return;
    const { clock } = this.#options;
    this.#timer = setTimeout(
      () => {
        if (clock.now() >= this.#machine.wakeAt) this.#send({ kind: 'wake' });
        else this.#setTimer();
      },
      Math.min(longestTimeoutMs, Math.max(0, wakeAt - clock.now())),
    );
  }

  #perform(effect: JobEffect): void {
    const { report, addressOf, onRefused, onEnded } = this.#options;
    switch (effect.kind) {
      case 'dial':
        return this.#dial(effect.op, effect.instance, effect.deadline);
      case 'run-stage':
        return this.#runStage(effect);
      case 'kill-stage':
        return this.#running.get(effect.op)?.abort();
      case 'close':
        return this.#close(effect.op);
      case 'report':
        return report.add(effect.line, addressOf(this.#instance));
      case 'ask-instance':
        return onRefused(effect.fault);
      case 'ended':
        return onEnded(effect.outcome);
      case 'wake':
        return;
      case 'create-vm':
        return this.#later({ kind: 'vm-created', op: effect.op, vm: '', stomped: null, fault: noNesting });
      case 'dial-vm':
        return this.#later({ kind: 'vm-dialed', op: effect.op, fault: noNesting });
      case 'delete-vm':
        return this.#later({ kind: 'vm-deleted', op: effect.op, fault: noNesting });
      default:
        unreachable(effect);
    }
  }

  #dial(op: Op, instance: InstanceId, deadline: number): void {
    const controller = this.#begin(op);
    // A dial that is given up a little before the machine gives up says why it failed, and not only that its time is over.
    const limitMs = Math.min(longestTimeoutMs, Math.max(0, deadline - this.#options.clock.now()));
    const spareMs = Math.min(reasonMs, Math.floor(limitMs / 10));
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(limitMs - spareMs)]);
    void this.#options.instances.connect(instance, signal).then(
      (lease) => {
        this.#running.delete(op);
        // Whoever closed in the meantime has no use for it any more.
        if (controller.signal.aborted || this.#machine.ended) return lease.release();
        this.#lease = lease;
        this.#send({ kind: 'dialed', op, fault: null });
      },
      (error: unknown) => {
        this.#running.delete(op);
        this.#send({ kind: 'dialed', op, fault: asFault(error) });
      },
    );
  }

  #runStage({ op, stage, status }: StageEffect): void {
    const controller = this.#begin(op);
    const { clock, stages, onStageEnded } = this.#options;
    const startedAt = clock.now();
    this.#stage = stage.name;
    const lease = this.#lease;
    assert(lease !== null, 'a stage runs over a connection');
    const done = (exitCode: number | null, fault: Fault | null): void => {
      this.#running.delete(op);
      onStageEnded(stage.name, clock.now() - startedAt);
      this.#send({ kind: 'stage-ended', op, exitCode, fault });
    };
    void stages.run(lease.connection, stage, status, this.#slot, controller.signal).then(
      (exitCode) => {
        done(exitCode, null);
      },
      (error: unknown) => {
        done(null, asFault(error));
      },
    );
  }

  #close(op: Op): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#lease?.release();
    this.#lease = null;
    this.#later({ kind: 'closed', op });
  }

  #begin(op: Op): AbortController {
    const controller = new AbortController();
    this.#running.set(op, controller);
    return controller;
  }

  /** An answer that is known already comes after the step all the same. */
  #later(happening: JobHappening): void {
    setImmediate(() => {
      this.#send(happening);
    });
  }
}

/** How long the reason of a failed dial may take to be told. */
const reasonMs = 200;

const noNesting: Fault = { code: 'conflict', detail: 'nested VMs are not supported' };
