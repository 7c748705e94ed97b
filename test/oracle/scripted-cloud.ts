import type { InstanceId } from '../../core/ids.ts';
import type { ProviderState } from '../../core/fleet/instance.ts';
import type { Ticks } from '../../core/time.ts';
import type { CallName, ScenarioProvider, ScenarioStep } from './fleet-scenario.ts';

/** Microseconds in a millisecond. */
export const millisecond = 1000;

interface CloudInstance {
  readonly id: InstanceId;
  forced: ProviderState | null;
  readonly visibleAt: Ticks;
  readonly runningAt: Ticks;
  deletingAt: Ticks | null;
  suspendingAt: Ticks | null;
  resumingAt: Ticks | null;
  hiddenUntil: Ticks;
}

interface Failure {
  left: number;
  readonly partial: number;
}

/** The cloud of a scenario: what an instance is at any instant follows from when it was asked for what. Times in microseconds. */
export class ScriptedCloud {
  readonly #provider: ScenarioProvider;
  readonly #instances: CloudInstance[] = [];
  readonly #failures = new Map<CallName, Failure[]>();
  #ignoresDelete: boolean;
  #serial = 0;

  constructor(provider: ScenarioProvider) {
    this.#provider = provider;
    this.#ignoresDelete = provider.ignore_delete ?? false;
    for (const { id, state } of provider.preexisting ?? []) this.#add(id, state, 0, 0);
  }

  /** Changes the cloud as a step says; steps of another kind pass. */
  apply(step: ScenarioStep, at: Ticks): void {
    switch (step.do) {
      case 'set_state':
        this.#known(step.id).forced = step.state;
        break;
      case 'vanish':
        this.#known(step.id).hiddenUntil = Number.POSITIVE_INFINITY;
        break;
      case 'hide':
        this.#known(step.id).hiddenUntil = at + step.for_ms * millisecond;
        break;
      case 'add':
        this.#add(step.id, step.state, 0, 0);
        break;
      case 'fail':
        this.#failures.set(step.call, [...(this.#failures.get(step.call) ?? []), { left: step.count, partial: step.partial ?? 0 }]);
        break;
      case 'ignore_delete':
        this.#ignoresDelete = step.on ?? false;
        break;
      default:
    }
  }

  /** The failure that the next call of a name meets; null when it succeeds. */
  takeFailure(call: CallName): Failure | null {
    const queue = this.#failures.get(call);
    const failure = queue?.[0];
    if (queue === undefined || failure === undefined) return null;
    failure.left--;
    if (failure.left <= 0) queue.shift();
    return failure;
  }

  list(at: Ticks): [InstanceId, ProviderState][] {
    const rows: [InstanceId, ProviderState][] = [];
    for (const instance of this.#instances) {
      const state = this.#state(instance, at);
      if (state !== null) rows.push([instance.id, state]);
    }
    return rows;
  }

  increase(count: number, at: Ticks): void {
    for (let created = 0; created < count; created++) {
      this.#add(`i-${String(++this.#serial)}`, null, at + this.#provider.appear_ms * millisecond, at + this.#provider.create_ms * millisecond);
    }
  }

  /** Deletes, suspends or resumes; returns the ids that exist. */
  act(call: 'decrease' | 'suspend' | 'resume', ids: readonly InstanceId[], at: Ticks): InstanceId[] {
    return ids.filter((id) => {
      const instance = this.#instances.find((candidate) => candidate.id === id);
      if (instance !== undefined) this.#change(instance, call, at);
      return instance !== undefined;
    });
  }

  #change(instance: CloudInstance, call: 'decrease' | 'suspend' | 'resume', at: Ticks): void {
    if (call === 'suspend') {
      instance.suspendingAt = at;
      instance.resumingAt = null;
    } else if (call === 'resume') {
      instance.resumingAt = at;
    } else if (!this.#ignoresDelete && instance.deletingAt === null) {
      instance.deletingAt = at;
      instance.forced = null;
    }
  }

  #state(instance: CloudInstance, at: Ticks): ProviderState | null {
    const { delete_ms, suspend_ms = 0, resume_ms = 0, report_deleted = false } = this.#provider;
    if (at < instance.visibleAt || at < instance.hiddenUntil) return null;
    if (instance.forced !== null) return instance.forced;
    if (instance.deletingAt !== null) {
      if (at < instance.deletingAt + delete_ms * millisecond) return 'deleting';
      return report_deleted ? 'deleted' : null;
    }
    if (instance.resumingAt !== null) return at < instance.resumingAt + resume_ms * millisecond ? 'resuming' : 'running';
    if (instance.suspendingAt !== null) return at < instance.suspendingAt + suspend_ms * millisecond ? 'suspending' : 'suspended';
    return at < instance.runningAt ? 'creating' : 'running';
  }

  #add(id: InstanceId, forced: ProviderState | null, visibleAt: Ticks, runningAt: Ticks): void {
    this.#instances.push({ id, forced, visibleAt, runningAt, deletingAt: null, suspendingAt: null, resumingAt: null, hiddenUntil: 0 });
  }

  #known(id: InstanceId): CloudInstance {
    const instance = this.#instances.find((candidate) => candidate.id === id);
    if (instance === undefined) throw new Error(`the scenario names an instance that the cloud does not have: ${id}`);
    return instance;
  }
}
