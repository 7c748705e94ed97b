import type { Fault } from '../fault.ts';
import type { InstanceId } from '../ids.ts';
import { never, type Ticks } from '../time.ts';
import { Instance, type ProviderState } from './instance.ts';

/** How far a resumption has come. */
export type ResumptionStage = 'suspending' | 'calling' | 'starting';

/** What a resumption needs next: the fleet's call, an answer or a listing, or nothing because it is over. */
export type ResumptionStep =
  { readonly kind: 'call'; readonly ids: readonly InstanceId[] } | { readonly kind: 'wait' } | { readonly kind: 'over'; readonly fault: Fault | null };

/** What a resumption saves. */
export interface ResumptionState {
  readonly ids: readonly InstanceId[];
  readonly instances: readonly { readonly id: InstanceId; readonly state: ProviderState }[];
  readonly deadline: Ticks;
  readonly stage: ResumptionStage;
  readonly passed: number;
}

const waiting: ResumptionStep = { kind: 'wait' };

/**
 * One request to resume instances: waits until all of them are suspended, has the fleet resume them, and waits until all run.
 *
 * @remarks Source: fleeting's ResumeAndWait, semantics.md §2.12.
 */
export class Resumption {
  readonly ids: readonly InstanceId[];
  readonly #instances: readonly Instance[];
  readonly #deadline: Ticks;
  readonly #waitsForGone: boolean;
  #stage: ResumptionStage = 'suspending';
  /** How many of the instances, from the first, have passed the stage. */
  #passed = 0;

  /** @param waitsForGone the real component's rule: an instance that is gone is waited for as if it could still come. */
  constructor(ids: readonly InstanceId[], instances: readonly Instance[], deadline: Ticks, waitsForGone: boolean) {
    this.ids = ids;
    this.#instances = instances;
    this.#deadline = deadline;
    this.#waitsForGone = waitsForGone;
  }

  /** When it must be looked at although nothing has happened. */
  get wakeAt(): Ticks {
    return this.#stage === 'suspending' ? this.#deadline : never;
  }

  /** Goes as far as the instances' states allow. @param closed whether the provisioner shuts down, which ends every wait. */
  advance(at: Ticks, closed: boolean): ResumptionStep {
    if (this.#stage === 'suspending') return this.#awaitSuspended(at, closed);
    return this.#stage === 'calling' ? waiting : this.#awaitRunning(closed);
  }

  /** Takes the fleet's answer to the call. */
  answered(fault: Fault | null, closed: boolean): ResumptionStep {
    if (fault !== null) return { kind: 'over', fault };
    return this.#awaitStart(closed);
  }

  save(): ResumptionState {
    const instances = this.#instances.map(({ id, state }) => ({ id, state }));
    return { ids: this.ids, instances, deadline: this.#deadline, stage: this.#stage, passed: this.#passed };
  }

  /** @param books where the instances are found; one that has gone since is stood in for by what was saved of it. */
  static restore(saved: ResumptionState, books: { get(id: InstanceId): Instance | undefined }, waitsForGone: boolean): Resumption {
    const instances = saved.instances.map(({ id, state }) => books.get(id) ?? new Instance(0, id, state, 'preexisted', null, 0));
    const resumption = new Resumption(saved.ids, instances, saved.deadline, waitsForGone);
    resumption.#stage = saved.stage;
    resumption.#passed = saved.passed;
    return resumption;
  }

  #awaitSuspended(at: Ticks, closed: boolean): ResumptionStep {
    for (; this.#passed < this.#instances.length; this.#passed++) {
      const instance = this.#instances[this.#passed] as Instance;
      if (isAsleep(instance)) continue;
      if (closed || at >= this.#deadline || this.#isLost(instance)) return failed('timeout', `instance "${instance.id}" did not reach suspended state`);
      return waiting;
    }
    const ids = this.#instances.filter(isAsleep).map((instance) => instance.id);
    if (ids.length === 0) return this.#awaitStart(closed);
    this.#stage = 'calling';
    return { kind: 'call', ids };
  }

  #awaitStart(closed: boolean): ResumptionStep {
    this.#stage = 'starting';
    this.#passed = 0;
    return this.#awaitRunning(closed);
  }

  #awaitRunning(closed: boolean): ResumptionStep {
    for (; this.#passed < this.#instances.length; this.#passed++) {
      const instance = this.#instances[this.#passed] as Instance;
      if (instance.state === 'running') continue;
      return closed || this.#isLost(instance) ? failed('unknown', `instance "${instance.id}" did not become ready`) : waiting;
    }
    return { kind: 'over', fault: null };
  }

  #isLost(instance: Instance): boolean {
    return !this.#waitsForGone && (instance.state === 'deleted' || instance.state === 'timeout');
  }
}

function isAsleep(instance: Instance): boolean {
  return instance.state === 'suspended' || instance.state === 'resuming';
}

function failed(code: Fault['code'], detail: string): ResumptionStep {
  return { kind: 'over', fault: { code, detail } };
}
