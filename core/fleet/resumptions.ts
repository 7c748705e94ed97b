import type { EffectSink } from '../effect.ts';
import type { InstanceId, Op, RunnerIndex } from '../ids.ts';
import { never, type Ticks } from '../time.ts';
import type { FleetAnswer } from './fleet-calls.ts';
import type { InstanceBooks } from './instance-books.ts';
import type { ProvisionerObserver } from './provisioner-observer.ts';
import type { ProvisionerOptions } from './provisioner-options.ts';
import type { ProvisionerOwner } from './provisioner-owner.ts';
import { Resumption, type ResumptionState, type ResumptionStep } from './resumption.ts';

/** What `Resumptions` saves: each resumption with the call that it waits for. */
export type ResumptionsState = readonly { readonly op: Op | null; readonly resumption: ResumptionState }[];

/**
 * The resumptions under way, each beside the loop and beside each other.
 *
 * @remarks Source: fleeting's ResumeAndWait, semantics.md §2.12.
 */
export class Resumptions {
  readonly #options: ProvisionerOptions;
  readonly #books: InstanceBooks;
  readonly #owner: ProvisionerOwner;
  readonly #observer: ProvisionerObserver | null;
  readonly #nextOp: () => Op;
  readonly #runner: RunnerIndex;
  /** Each with the call under way. */
  readonly #open = new Map<Resumption, Op | null>();
  /** The shutdown ends every wait. */
  closing = false;

  constructor(
    options: ProvisionerOptions,
    books: InstanceBooks,
    owner: ProvisionerOwner,
    nextOp: () => Op,
    runner: RunnerIndex,
    observer: ProvisionerObserver | null,
  ) {
    this.#options = options;
    this.#books = books;
    this.#owner = owner;
    this.#nextOp = nextOp;
    this.#runner = runner;
    this.#observer = observer;
  }

  /** The earliest instant at which a resumption gives up waiting. */
  get wakeAt(): Ticks {
    let at = never;
    if (this.#open.size > 0) for (const resumption of this.#open.keys()) at = Math.min(at, resumption.wakeAt);
    return at;
  }

  owns(op: Op): boolean {
    if (this.#open.size > 0) for (const call of this.#open.values()) if (call === op) return true;
    return false;
  }

  /** Begins to resume instances; unknown ones are passed over. */
  begin(ids: readonly InstanceId[], at: Ticks, effects: EffectSink): void {
    const { canSuspend, resumeWaitForSuspended, upstream } = this.#options;
    if (!canSuspend) {
      this.#owner.resumptionEnded?.(ids, { code: 'unknown', detail: 'capability not supported: suspend_resume' }, at, effects);
      return;
    }
    const instances = ids.map((id) => this.#books.get(id)).filter((instance) => instance !== undefined);
    const leaving = instances.find((instance) => instance.removing || instance.state === 'deleting');
    if (leaving !== undefined) {
      this.#owner.resumptionEnded?.(ids, { code: 'conflict', detail: `instance "${leaving.id}" is being deleted, cannot resume` }, at, effects);
      return;
    }
    const resumption = new Resumption(ids, instances, at + resumeWaitForSuspended, upstream.pendingForEver);
    this.#open.set(resumption, null);
    this.#follow(resumption, resumption.advance(at, this.closing), at, effects);
  }

  /** Takes the answer to a call of one of them. */
  answered(answer: Extract<FleetAnswer, { kind: 'fleet-resumed' }>, effects: EffectSink): void {
    const { op, at, succeeded, fault } = answer;
    for (const [resumption, call] of this.#open) {
      if (call !== op) continue;
      this.#open.set(resumption, null);
      this.#observer?.resumed(succeeded.length, at);
      this.#follow(resumption, resumption.answered(fault, this.closing), at, effects);
    }
  }

  /** Lets each go as far as the instances' states and the time allow. */
  advance(at: Ticks, effects: EffectSink): void {
    if (this.#open.size === 0) return;
    for (const resumption of this.#open.keys()) this.#follow(resumption, resumption.advance(at, this.closing), at, effects);
  }

  save(): ResumptionsState {
    return [...this.#open].map(([resumption, op]) => ({ op, resumption: resumption.save() }));
  }

  restore(saved: ResumptionsState): void {
    for (const { op, resumption } of saved) {
      this.#open.set(Resumption.restore(resumption, this.#books, this.#options.upstream.pendingForEver), op);
    }
  }

  #follow(resumption: Resumption, step: ResumptionStep, at: Ticks, effects: EffectSink): void {
    if (step.kind === 'call') {
      const op = this.#nextOp();
      this.#open.set(resumption, op);
      effects.push({ kind: 'resume', op, runner: this.#runner, ids: step.ids });
    } else if (step.kind === 'over') {
      this.#open.delete(resumption);
      this.#owner.resumptionEnded?.(resumption.ids, step.fault, at, effects);
    }
  }
}
