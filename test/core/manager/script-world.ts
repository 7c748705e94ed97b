import type { ManagerConfig } from '../../../core/config.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event, JobOffer } from '../../../core/event.ts';
import type { Fault } from '../../../core/fault.ts';
import type { AcquisitionKey, InstanceId, JobId } from '../../../core/ids.ts';
import type { FailureReason, JobOutcome } from '../../../core/job/outcome.ts';
import type { StopCause } from '../../../core/job/stop-cause.ts';
import { Manager } from '../../../core/manager/manager.ts';
import type { ManagerSnapshot } from '../../../core/manager/snapshot.ts';
import type { StoredInstance } from '../../../core/scaling/stored-instance.ts';
import { ScriptCloud } from './script-cloud.ts';

/** The calls whose answers a script can delay or spoil. */
export type CallKind = 'list' | 'increase' | 'decrease' | 'withdraw' | 'prepare-instance' | 'probe-instance' | 'stop-job';

type Call = Extract<Effect, { kind: CallKind }>;
type OpenRequest = Extract<Effect, { kind: 'request-job' }>;

interface Happening {
  readonly at: number;
  readonly sequence: number;
  readonly happen: () => void;
}

export interface ScriptWorldOptions {
  readonly stored?: readonly (readonly StoredInstance[])[];
  /** Whether every step is made by a manager that was restored from the snapshot of the one before it. */
  readonly restoring?: boolean;
  /** Called after each step, before its effects are started. */
  readonly onStep?: (event: Event, effects: readonly Effect[]) => void;
  readonly onEffect?: (effect: Effect, at: number) => void;
}

const reasonOf: Readonly<Record<StopCause, FailureReason>> = {
  canceled: 'job_canceled',
  interrupted: 'runner_interrupted',
  'instance-vanished': 'runner_system_failure',
  'no-instance': 'runner_system_failure',
};

/**
 * A world around one manager in which time moves by command only. The cloud answers at once and well, jobs run until they are told to end;
 * whatever goes otherwise is a command too.
 */
export class ScriptWorld {
  manager: Manager;
  now = 0;
  /** How the cloud behaves, in milliseconds; with `materialises` false an accepted request never becomes an instance. */
  readonly cloud = { boot: 60_000, deletion: 10_000, latency: 0, materialises: true, accepts: Number.POSITIVE_INFINITY };
  /** How long the coordinator keeps a request open for which it has no job. */
  longPoll = 50_000;
  jobTimeout = 3_600_000;
  /** With a fault every job request fails at once. */
  coordinatorFault: Fault | null = null;
  readonly groups: readonly ScriptCloud[];
  readonly jobs = new Map<JobId, AcquisitionKey>();
  readonly #faults = new Map<CallKind, Fault>();
  readonly #held = new Map<CallKind, Call[]>();
  readonly #requests: OpenRequest[] = [];
  readonly #queue: JobOffer[] = [];
  #happenings: Happening[] = [];
  #sequence = 0;
  #lastJob = 0;
  readonly #options: ScriptWorldOptions;

  constructor(config: ManagerConfig, options: ScriptWorldOptions = {}) {
    this.#options = options;
    this.manager = new Manager(config, options.stored);
    this.groups = config.runners.map((_, index) => new ScriptCloud(index === 0 ? 'i' : 'k'));
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** Starts the manager; `active` has, per runner, the policies whose periods are active. */
  start(active: readonly (readonly number[])[]): void {
    this.#step({ kind: 'started', at: this.now });
    for (const [runner, policies] of active.entries()) this.#step({ kind: 'schedule-changed', at: this.now, runner, active: policies });
    this.#run(this.now);
  }

  /** Hands an event in, and lets all happen that is due at once. */
  tell(event: Event): void {
    this.#step(event);
    this.#run(this.now);
  }

  /** Lets time pass. */
  advance(span: number): void {
    const until = this.now + span;
    this.#run(until);
    this.now = until;
  }

  /** Jobs come in at the coordinator. */
  arrive(count: number): void {
    for (let index = 0; index < count; index++) this.#queue.push({ id: ++this.#lastJob, image: null, timeout: this.jobTimeout });
    this.#handOut();
    this.#run(this.now);
  }

  endJob(id: JobId, fault: Fault | null): void {
    const state = fault === null ? 'success' : 'failed';
    this.#ended(id, { state, reason: fault === null ? null : 'runner_system_failure', exitCode: null, instanceFault: fault });
    this.#run(this.now);
  }

  /** A job machine could not prepare on its instance. */
  refuse(id: JobId, fault: Fault): void {
    this.tell({ kind: 'instance-refused', at: this.now, key: this.#key(id), fault });
  }

  cancel(id: JobId): void {
    this.tell({ kind: 'job-canceled', at: this.now, key: this.#key(id) });
  }

  /** Calls of a kind fail from now on; null mends them. */
  fail(kind: CallKind, fault: Fault | null): void {
    if (fault === null) this.#faults.delete(kind);
    else this.#faults.set(kind, fault);
  }

  /** Calls of a kind are not answered until `release`. */
  hold(kind: CallKind): void {
    this.#held.set(kind, []);
  }

  release(kind: CallKind): void {
    const calls = this.#held.get(kind) ?? [];
    this.#held.delete(kind);
    for (const call of calls) this.#answer(call);
    this.#run(this.now);
  }

  /** Every job request that is open fails. */
  endRequests(fault: Fault): void {
    for (const request of [...this.#requests]) this.#answerRequest(request, null, fault);
    this.#run(this.now);
  }

  groupOf(id: InstanceId): ScriptCloud {
    const group = this.groups.find(({ instances }) => instances.has(id));
    if (group === undefined) throw new Error(`no group has ${id}`);
    return group;
  }

  #key(id: JobId): AcquisitionKey {
    const key = this.jobs.get(id);
    if (key === undefined) throw new Error(`job ${String(id)} is not in hand`);
    return key;
  }

  #step(event: Event): void {
    const effects: Effect[] = [];
    this.manager.step(event, effects);
    this.#options.onStep?.(event, effects);
    if (this.#options.restoring === true) this.#restore();
    for (const effect of effects) {
      this.#options.onEffect?.(effect, this.now);
      this.#execute(effect);
    }
  }

  /** Puts a manager in place that was restored from the snapshot of the present one. */
  #restore(): void {
    this.manager = Manager.restore(this.manager.config, JSON.parse(JSON.stringify(this.manager.snapshot())) as ManagerSnapshot);
  }

  #run(until: number): void {
    for (;;) {
      const next = this.#happenings[0];
      const wakeAt = this.manager.stopped ? Number.POSITIVE_INFINITY : this.manager.wakeAt;
      if (next !== undefined && next.at <= until && next.at <= wakeAt) {
        this.#happenings.shift();
        this.now = next.at;
        next.happen();
      } else if (wakeAt <= until) {
        this.now = Math.max(this.now, wakeAt);
        this.#step({ kind: 'wake', at: this.now });
      } else {
        return;
      }
    }
  }

  #after(span: number, happen: () => void): void {
    this.#happenings.push({ at: this.now + span, sequence: this.#sequence++, happen });
    this.#happenings.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
  }

  #execute(effect: Effect): void {
    switch (effect.kind) {
      case 'list':
      case 'increase':
      case 'decrease':
      case 'withdraw':
      case 'prepare-instance':
      case 'probe-instance':
      case 'stop-job': {
        const held = this.#held.get(effect.kind);
        if (held === undefined) this.#answer(effect);
        else held.push(effect);
        return;
      }
      case 'request-job':
        this.#requests.push(effect);
        this.#after(0, () => {
          if (this.coordinatorFault === null) this.#handOut();
          else this.#answerRequest(effect, null, this.coordinatorFault);
        });
        this.#after(this.longPoll, () => {
          this.#answerRequest(effect, null, null);
        });
        return;
      case 'abandon-request':
        this.#after(0, () => {
          const request = this.#requests.find(({ op }) => op === effect.op);
          if (request !== undefined) this.#answerRequest(request, null, { code: 'unknown', detail: 'the request was given up' });
        });
        return;
      case 'start-job':
        this.jobs.set(effect.job.id, effect.key);
        return;
      case 'finish-job':
        this.jobs.delete(effect.job.id);
        return;
      default:
    }
  }

  #answer(call: Call): void {
    this.#after(call.kind === 'stop-job' ? 0 : this.cloud.latency, () => {
      if (call.kind === 'stop-job') this.#stopped(call);
      else this.#step(this.#answerTo(call));
    });
  }

  #answerTo(call: Exclude<Call, { kind: 'stop-job' }>): Event {
    const { op, runner } = call;
    const at = this.now;
    const fault = this.#faults.get(call.kind) ?? null;
    const group = this.groups[runner] as ScriptCloud;
    switch (call.kind) {
      case 'list':
        return { kind: 'fleet-listed', at, op, changes: fault === null ? group.listing() : [], fault };
      case 'increase':
        return { kind: 'fleet-increased', at, op, succeeded: fault === null ? this.#create(group, call.count) : 0, fault };
      case 'decrease':
        return { kind: 'fleet-decreased', at, op, succeeded: fault === null ? this.#delete(group, call.instances) : [], fault };
      case 'withdraw':
        return { kind: 'fleet-withdrawn', at, op, succeeded: fault === null ? call.count : 0, fault };
      case 'prepare-instance':
        return { kind: 'instance-prepared', at, op, fault: fault ?? this.#reach(group, call.instance.id, 'command-failed') };
      case 'probe-instance':
        return { kind: 'instance-probed', at, op, fault: fault ?? this.#reach(group, call.instance.id, 'unreachable') };
    }
  }

  #reach(group: ScriptCloud, id: InstanceId, code: Fault['code']): Fault | null {
    const instance = group.instances.get(id);
    return instance === undefined || instance.broken ? { code, detail: 'the instance does not answer' } : null;
  }

  #create(group: ScriptCloud, wanted: number): number {
    const count = Math.min(wanted, this.cloud.accepts);
    if (!this.cloud.materialises) return count;
    for (let index = 0; index < count; index++) {
      const instance = group.create('creating');
      this.#after(this.cloud.boot, () => {
        if (instance.state === 'creating') instance.state = 'running';
      });
    }
    return count;
  }

  #delete(group: ScriptCloud, named: readonly { readonly id: InstanceId }[]): InstanceId[] {
    const ids = named.map(({ id }) => id).filter((id) => group.instances.has(id));
    for (const id of ids) {
      group.instance(id).state = 'deleting';
      this.#after(this.cloud.deletion, () => {
        group.instances.delete(id);
      });
    }
    return ids;
  }

  #stopped({ key, cause }: Extract<Call, { kind: 'stop-job' }>): void {
    for (const [id, other] of this.jobs) {
      if (other === key) this.#ended(id, { state: 'failed', reason: reasonOf[cause], exitCode: null, instanceFault: null });
    }
  }

  #ended(id: JobId, outcome: JobOutcome): void {
    const key = this.#key(id);
    this.jobs.delete(id);
    this.#step({ kind: 'job-ended', at: this.now, key, outcome });
  }

  #handOut(): void {
    while (this.#queue.length > 0 && this.#requests.length > 0) {
      this.#answerRequest(this.#requests[0] as OpenRequest, this.#queue.shift() as JobOffer, null);
    }
  }

  #answerRequest(request: OpenRequest, job: JobOffer | null, fault: Fault | null): void {
    const index = this.#requests.indexOf(request);
    if (index === -1) return;
    this.#requests.splice(index, 1);
    if (job !== null) this.jobs.set(job.id, request.key);
    this.#step({ kind: 'request-answered', at: this.now, op: request.op, job, fault, retried: false, fruitless: 0 });
  }
}
