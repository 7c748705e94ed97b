import type { Play, PlayedFault } from './play.ts';

/** A slot of an instance and its job; null for none. */
export type SlotNow = { readonly job: number; readonly state: 'connecting' | 'running' } | null;

/** An instance at an instant. */
export interface InstanceNow {
  readonly id: string;
  readonly state: 'booting' | 'ready' | 'leaving' | 'gone';
  /** One a job that it can have. */
  readonly slots: readonly SlotNow[];
  /** Why it goes, or went; empty for one that stays. */
  readonly reason: string;
}

/** What there is at an instant of a run. */
export interface Moment {
  /** Numbers of the jobs that have no instance yet, in order of arrival. */
  readonly waiting: readonly number[];
  /** In order of request; those that went a short while ago are among them. */
  readonly instances: readonly InstanceNow[];
  readonly faults: readonly PlayedFault[];
}

/** A job’s time on a slot; `to` is not in it. */
interface Stay {
  readonly job: number;
  readonly row: number;
  readonly slot: number;
  readonly from: number;
  readonly to: number;
}

/** An instance that is gone is shown so long. */
const shownGoneMs = 10 * 60_000;

/** The state of a run at any of its instants, worked out from what the run left. */
export class PlayedMoments {
  readonly #play: Play;
  /** Ascending by their start. */
  readonly #stays: readonly Stay[];
  /** When a job no longer waits for an instance, by job. */
  readonly #leftQueueAt: Float64Array;

  constructor(play: Play) {
    this.#play = play;
    this.#stays = staysOf(play);
    this.#leftQueueAt = Float64Array.from(play.jobs.endedAt, (at) => orNever(at));
    for (const { job, from } of this.#stays) this.#leftQueueAt[job] = Math.min(this.#leftQueueAt[job]!, from);
  }

  /** What there is once all of that instant has happened. */
  at(instant: number): Moment {
    const { faults } = this.#play;
    return { waiting: this.#waiting(instant), instances: this.#instances(instant), faults: faults.filter(({ from, to }) => from <= instant && instant <= to) };
  }

  #waiting(instant: number): number[] {
    const { arrivalAt, count } = this.#play.jobs;
    const waiting: number[] = [];
    for (let job = 0; job < count && arrivalAt[job]! <= instant; job++) if (this.#leftQueueAt[job]! > instant) waiting.push(job);
    return waiting;
  }

  #instances(instant: number): InstanceNow[] {
    const { count, requestedAt, readyAt, removedAt, goneAt, reason } = this.#play.instances;
    const slots = this.#slots(instant);
    const present: InstanceNow[] = [];
    for (let row = 0; row < count && requestedAt[row]! <= instant; row++) {
      const gone = orNever(goneAt[row]!);
      if (gone + shownGoneMs <= instant) continue;
      const leaves = Math.min(orNever(removedAt[row]!), gone);
      const state = gone <= instant ? 'gone' : leaves <= instant ? 'leaving' : orNever(readyAt[row]!) <= instant ? 'ready' : 'booting';
      const held = slots.get(row) ?? [];
      const capacity = Math.max(this.#play.capacity, held.length);
      present.push({
        id: `i-${row + 1}`,
        state,
        slots: Array.from({ length: capacity }, (_, slot) => held[slot] ?? null),
        reason: leaves <= instant ? reason[row]! : '',
      });
    }
    return present;
  }

  #slots(instant: number): Map<number, SlotNow[]> {
    const { startedAt } = this.#play.jobs;
    const slots = new Map<number, SlotNow[]>();
    for (const { job, row, slot, from, to } of this.#stays) {
      if (from > instant) break;
      if (to <= instant) continue;
      const held = slots.get(row) ?? [];
      held[slot] = { job, state: orNever(startedAt[job]!) <= instant ? 'running' : 'connecting' };
      slots.set(row, held);
    }
    return slots;
  }
}

/** A job stays on its slot until it ends, or goes to another. */
function staysOf({ entries, jobs: { endedAt }, end }: Play): Stay[] {
  const starts = entries.filter(({ slot }) => slot !== null);
  const nextOf = new Map<number, number>();
  const stays: Stay[] = [];
  for (const { at, job, slot, instances } of starts.toReversed()) {
    const ended = Number.isNaN(endedAt[job!]!) ? end : endedAt[job!]!;
    stays.push({ job: job!, row: rowOf(instances[0]!), slot: slot!, from: at, to: Math.min(ended, nextOf.get(job!) ?? Infinity) });
    nextOf.set(job!, at);
  }
  return stays.reverse();
}

/** Ids end in the instance’s number, from 1 in the order of requests. */
function rowOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1)) - 1;
}

function orNever(at: number): number {
  return Number.isNaN(at) ? Infinity : at;
}
