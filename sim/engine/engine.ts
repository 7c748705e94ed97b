import { unreachable } from '../../core/assert.ts';
import type { World } from '../world/world.ts';
import { eventKind } from './event-kind.ts';

/**
 * Events between two looks at whether the run should stop: few, so that the function that plays them is called often. An engine compiles what is called often once, at a call; a loop
 * that stays where it is it compiles while it runs, and again whenever a rare event takes the code back, and all other functions wait for that.
 */
const eventsBetweenLooks = 64;
/** How long after the horizon jobs may still end, at least. */
const shortestDrainMs = 7 * 86_400_000;

/**
 * Runs a world to its end: until the horizon, and on until every job has ended. Events go in the order of (time, rank, scheduling); arrivals come from the
 * sorted workload and never enter the heap, nor do the open requests' ends and the manager's timer.
 *
 * @returns whether the run came to its end, and was not stopped from outside.
 */
export function runWorld(world: World, arrivals: number): boolean {
  const { shouldStop } = world.options;
  const engine = new Engine(world, arrivals);
  do {
    if (shouldStop?.(world.now) === true) return false;
  } while (engine.play(eventsBetweenLooks));
  return true;
}

class Engine {
  readonly #world: World;
  readonly #arrivals: number;
  readonly #drainUntil: number;
  /** The job that arrives next. */
  #arrival = 0;

  constructor(world: World, arrivals: number) {
    this.#world = world;
    this.#arrivals = arrivals;
    this.#drainUntil = world.horizon + Math.max(shortestDrainMs, world.horizon);
    this.#expectArrival();
  }

  /** Plays up to so many events. @returns whether there are more. */
  play(count: number): boolean {
    const world = this.#world;
    const { events, flow, life, horizon } = world;
    const { coordinator } = flow.desk;
    for (let index = 0; index < count; index++) {
      const { nextArrivalAt } = world;
      const { expiresAt } = coordinator;
      const { wakeAt } = life;
      let at = events.topTime;
      let kind: number = at === Number.POSITIVE_INFINITY ? eventKind.wake : events.topKind;
      if (nextArrivalAt < at || (nextArrivalAt === at && kind > eventKind.arrival)) {
        at = nextArrivalAt;
        kind = eventKind.arrival;
      }
      if (expiresAt < at || (expiresAt === at && kind > eventKind.pollExpires)) {
        at = expiresAt;
        kind = eventKind.pollExpires;
      }
      if (wakeAt < at || (wakeAt === at && kind > eventKind.wake)) {
        at = wakeAt;
        kind = eventKind.wake;
      }
      if (at >= horizon && flow.unfinished === 0 && nextArrivalAt === Number.POSITIVE_INFINITY) {
        world.now = Math.max(world.now, horizon);
        return false;
      }
      if (at > this.#drainUntil) {
        world.now = this.#drainUntil;
        return false;
      }
      world.causes.accrue(life.manager, coordinator.queued, at);
      world.now = at;
      world.eventKind = kind;
      if (kind === eventKind.arrival) {
        const job = this.#arrival++;
        this.#expectArrival();
        flow.arrive(job);
      } else if (kind === eventKind.pollExpires) {
        flow.desk.pollExpired();
      } else if (kind === eventKind.wake) {
        world.tell({ kind: 'wake', at });
        world.wokenAt = at;
      } else {
        const payload = events.topPayload;
        events.pop();
        dispatch(world, kind, payload);
      }
    }
    return true;
  }

  #expectArrival(): void {
    const { jobs } = this.#world;
    this.#world.nextArrivalAt = this.#arrival < this.#arrivals ? (jobs.arrivalAt[this.#arrival] as number) : Number.POSITIVE_INFINITY;
  }
}

function dispatch(world: World, kind: number, payload: number): void {
  const { flow, fleet, faults, life } = world;
  switch (kind) {
    case eventKind.requestAnswered:
      flow.desk.delivered(payload);
      return;
    case eventKind.jobEnds:
      flow.runs.end(payload);
      return;
    case eventKind.callEnds:
      fleet.callEnded(payload);
      return;
    case eventKind.newsShows:
      fleet.listings.newsShows(payload);
      return;
    case eventKind.listingBegins:
      fleet.listingBegins(payload);
      return;
    case eventKind.instanceMoves:
    case eventKind.instanceDies:
    case eventKind.interruptionNotice:
      fleet.moved(payload);
      return;
    case eventKind.instancePrepared:
    case eventKind.instanceProbed:
      fleet.reached(payload);
      return;
    case eventKind.jobStep:
      flow.stepped(payload);
      return;
    case eventKind.jobTimer:
      flow.timed(payload);
      return;
    case eventKind.jobCanceled:
      flow.canceled(payload);
      return;
    case eventKind.thinkingEnds:
      flow.arrive(flow.users.submit(payload));
      return;
    case eventKind.dependentComes:
      flow.follow(payload);
      return;
    case eventKind.scheduleChanges:
      life.scheduleChanged(payload);
      return;
    case eventKind.faultBegins:
      faults.begins(payload);
      return;
    case eventKind.faultEnds:
      faults.ends(payload);
      return;
    case eventKind.managerStarts:
      life.startAgain();
      return;
    default:
      unreachable(kind as never);
  }
}
