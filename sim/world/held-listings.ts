import type { UnchangedListings } from '../../core/event.ts';
import { eventKind } from '../engine/event-kind.ts';
import type { HeldListing } from './held-listing.ts';
import type { World } from './world.ts';

/** Lets `FleetWorld.callEnded` or `FleetWorld.listingBegins` hear of a held listing at `at`. */
type Schedule = (held: HeldListing, at: number, kind: number) => void;

/** The listings that are held, one a runner at most, and what ends that: news of the group, something that waits for the manager's loop, or their time. */
export class HeldListings {
  readonly #world: World;
  readonly #schedule: Schedule;
  readonly #byRunner: (HeldListing | null)[];
  #count = 0;

  constructor(world: World, runnerCount: number, schedule: Schedule) {
    this.#world = world;
    this.#schedule = schedule;
    this.#byRunner = Array.from({ length: runnerCount }, () => null);
  }

  /** Holds a listing. @param until for how long at most; null for no limit. */
  add(held: HeldListing, until: number | null): void {
    this.#byRunner[held.effect.runner] = held;
    this.#count++;
    if (until !== null) this.#schedule(held, until, eventKind.callEnds);
  }

  /** After a step of the manager: where something waits for its loop now, the loop hears how far its listings have come. */
  settle(): void {
    if (this.#count > 0) this.#releaseAwaited();
  }

  #releaseAwaited(): void {
    const { manager, now } = this.#world;
    for (const held of this.#byRunner) {
      if (held !== null && manager?.runners[held.effect.runner]?.scaler.provisioner.isQuiet(now) === false) this.release(held);
    }
  }

  /** A listing under way is answered when it ends; one that would not have begun yet was answered before. */
  release(held: HeldListing): void {
    if (this.#isUnderWay(held)) {
      this.#scheduleAnswer(held);
      return;
    }
    const { now: at } = this.#world;
    this.#world.tell({ kind: 'fleet-listed', at, op: held.effect.op, changes: [], fault: null, unchanged: this.end(held, true) });
  }

  /** What has happened to a group shows from now on: the listing under way is answered, or the next one. */
  newsShows(runner: number): void {
    const held = this.#byRunner[runner] ?? null;
    if (held === null || held.scheduled !== 'nothing') return;
    if (this.#isUnderWay(held)) {
      this.#scheduleAnswer(held);
      return;
    }
    held.scheduled = 'beginning';
    this.#schedule(held, held.nextAt, eventKind.listingBegins);
  }

  /** A listing that somebody asks for begins, unless that is over. */
  begin(held: HeldListing): void {
    if (held.isOver || held.scheduled === 'answer') return;
    held.advance(this.#world.now + 1);
    this.#scheduleAnswer(held);
  }

  /** A listing is no longer held. @returns what is to be said of those that it stands for. */
  end(held: HeldListing, isLate: boolean): UnchangedListings {
    held.isOver = true;
    this.#byRunner[held.effect.runner] = null;
    this.#count--;
    return held.unchanged(isLate);
  }

  /** At the end of a run: listings that nobody has waited for were made all the same. */
  finish(): void {
    for (const held of this.#byRunner) held?.advance(this.#world.now);
  }

  /** Whether the last of the listings that have begun by now is still to be answered. */
  #isUnderWay(held: HeldListing): boolean {
    const { now, eventKind: kind, wokenAt } = this.#world;
    held.advance(wokenAt === now ? now + 1 : now);
    return held.answeredAt > now || (held.answeredAt === now && kind <= eventKind.callEnds);
  }

  #scheduleAnswer(held: HeldListing): void {
    if (held.scheduled === 'answer') return;
    held.scheduled = 'answer';
    this.#schedule(held, held.answeredAt, eventKind.callEnds);
  }
}
