import type { Effect } from '../../core/effect.ts';
import type { Event, JobOffer } from '../../core/event.ts';
import type { Fault } from '../../core/fault.ts';
import { eventKind } from '../engine/event-kind.ts';
import { Handles } from '../engine/handles.ts';
import { compileDistribution } from '../random/distributions.ts';
import type { DurationSampler } from '../random/duration-sampler.ts';
import { RandomStream } from '../random/random-stream.ts';
import { Coordinator, type OpenRequest } from './coordinator.ts';
import { jobPhase } from './job-phase.ts';
import type { World } from './world.ts';

/** An answer without a job on its way to a job request: empty, or with a fault. */
type Return = { readonly generation: number } & (
  { readonly request: OpenRequest; readonly fault: null } | { readonly request: Pick<OpenRequest, 'op'>; readonly fault: Fault }
);

/** A job on its way is one integer: its row, and above it the generation of the manager that it goes to. */
const rowSpan = 0x100000000;

/** What the transport's own five attempts take when a request fails. @remarks Source: peer-runner.md §1.1. */
const failedRequestMs = 2330;

/** Where job requests and jobs meet. */
export class RequestDesk {
  readonly coordinator: Coordinator;
  /** Status that the coordinator answers with while it is down, 0 for no answer; −1 while it is up. */
  #outageStatus = -1;
  readonly #world: World;
  readonly #longPoll: number;
  readonly #returns = new Handles<Return>();
  readonly #latency: DurationSampler;
  readonly #latencies: RandomStream;
  /** Of the first update of a job. */
  readonly #updates: RandomStream;
  /** Of empty answers, which are so many that they would shift the latency of every job. */
  readonly #emptyLatencies: RandomStream;
  #emptyCount = 0;
  /** The latency where it is the same for every request; −1 where it is drawn. */
  readonly #constantLatency: number;
  readonly #offers: readonly { readonly image: string | null; readonly timeout: number }[];

  constructor(world: World) {
    const { gitlab, streams } = world.plan.scenario;
    this.#world = world;
    this.#longPoll = gitlab.longPollMs;
    this.coordinator = new Coordinator(gitlab.longPollMs);
    this.#latency = compileDistribution(gitlab.latency);
    this.#latencies = new RandomStream(world.seed, 'gitlab.latency');
    this.#updates = new RandomStream(world.seed, 'gitlab.update');
    this.#emptyLatencies = new RandomStream(world.seed, 'gitlab.empty');
    this.#constantLatency = gitlab.latency.dist === 'constant' ? gitlab.latency.valueMs : -1;
    this.#offers = streams.map(({ job }) => ({ image: job.image, timeout: job.timeoutMs }));
  }

  /**
   * A job arrives: it goes to a request that is open, or waits for one. Where it comes `alone` nothing else happens at this instant before its answer. GitLab lets
   * go of everyone whom it holds when its queue changes, so all other requests come back empty.
   */
  arrive(job: number, alone: boolean): void {
    const request = this.#outageStatus < 0 ? this.coordinator.takeOpen() : undefined;
    const others = this.coordinator.takeAll();
    if (request === undefined) {
      this.coordinator.hold(job);
      this.#world.flow.setPhase(job, jobPhase.queued);
    } else if (alone && this.#constantLatency === 0) {
      // Nothing can come between, so the answer need not go through the queue of events.
      const { jobs } = this.#world;
      // Only who may be canceled is looked for by its key.
      if (jobs.cancelAfter !== null) jobs.key[job] = request.op;
      this.#world.tell(this.#answer(request.op, this.#offer(job)));
      // One that got its slot at once has waited for none.
      if (jobs.phase[job] === jobPhase.toCome) this.#world.flow.setPhase(job, jobPhase.pending);
    } else {
      this.#deliver(request.op, job);
    }
    for (const other of others) this.#sendEmpty(other);
  }

  /** A request arrives: it gets the job that has waited longest, or is held open. */
  request(effect: Extract<Effect, { kind: 'request-job' }>): void {
    if (this.#outageStatus >= 0) {
      this.#refuse(effect.op, outageFault(this.#outageStatus), failedRequestMs);
      return;
    }
    const job = this.coordinator.takeJob();
    if (job < 0) this.coordinator.open(effect, this.#world.now);
    else this.#deliver(effect.op, job);
  }

  /** The time of the first open request is over. */
  pollExpired(): void {
    const request = this.coordinator.takeOpen();
    if (request !== undefined) this.#sendEmpty(request);
  }

  abandon(op: number): void {
    if (this.coordinator.close(op)) this.#refuse(op, { code: 'unknown', detail: 'the request was given up' }, 0);
  }

  /** The manager is gone: nobody hears the answers to its requests. */
  closeAll(): void {
    this.coordinator.takeAll();
  }

  /** The coordinator goes down: it closes what it holds open, and answers with an error. */
  beginOutage(status: number): void {
    this.#outageStatus = status;
    for (const { op } of this.coordinator.takeAll()) this.#refuse(op, outageFault(status), 0);
  }

  endOutage(): void {
    this.#outageStatus = -1;
  }

  /** An answer reaches the manager. */
  delivered(payload: number): void {
    if (payload < 0) this.#returned(-1 - payload);
    else this.#arrived(payload >>> 0, Math.floor(payload / rowSpan));
  }

  #arrived(job: number, generation: number): void {
    const { flow, life, jobs } = this.#world;
    const isCanceled = jobs.phase[job] !== jobPhase.delivering;
    if (generation !== life.generation) {
      // The answer reaches nobody, and GitLab believes that the job runs.
      if (!isCanceled) flow.end(job, 'system-failure');
      return;
    }
    if (!isCanceled) flow.setPhase(job, jobPhase.pending);
    this.#world.tell(this.#answer(jobs.key[job] as number, isCanceled ? null : this.#offer(job)));
  }

  #answer(op: number, job: JobOffer | null): Event {
    return { kind: 'request-answered', at: this.#world.now, op, job, fault: null, retried: false, fruitless: 0 };
  }

  #returned(handle: number): void {
    const { generation, request, fault } = this.#returns.take(handle);
    if (generation !== this.#world.life.generation) return;
    if (fault === null) this.#tellEmpty(request);
    else this.#world.tell({ kind: 'request-answered', at: this.#world.now, op: request.op, job: null, fault, retried: true, fruitless: 0 });
  }

  /** A request comes back empty, and with it those that would follow it to no effect. */
  #tellEmpty(request: OpenRequest): void {
    const fruitless = this.#skipFruitless(request);
    this.#world.tell({ kind: 'request-answered', at: this.#world.now, op: request.op, job: null, fault: null, retried: false, fruitless });
  }

  #offer(job: number): JobOffer {
    const { jobs, now } = this.#world;
    const { image, timeout } = this.#offers[jobs.stream[job] as number] as { image: string | null; timeout: number };
    jobs.receivedAt[job] = now;
    return { id: job, image, timeout };
  }

  /**
   * A job goes to a request; until it is there, the key that it will have says which. The manager has it when GitLab has taken its first update: two requests.
   *
   * @remarks Source: peer-runner.md §1.3: the update with `running` follows the job at once.
   */
  #deliver(op: number, job: number): void {
    const { flow, jobs, events, life, now } = this.#world;
    flow.setPhase(job, jobPhase.delivering);
    jobs.key[job] = op;
    const constant = this.#constantLatency;
    const latency = constant >= 0 ? 2 * constant : this.#latency.sample(this.#latencies.next()) + this.#latency.sample(this.#updates.next());
    events.push(now + latency, eventKind.requestAnswered, life.generation * rowSpan + job);
  }

  #sendEmpty(request: OpenRequest): void {
    const latency = this.#nextEmptyLatency();
    this.#emptyCount++;
    if (latency === 0) this.#tellEmpty(request);
    else this.#return({ generation: this.#world.life.generation, request, fault: null }, latency);
  }

  #refuse(op: number, fault: Fault, latency: number): void {
    this.#return({ generation: this.#world.life.generation, request: { op }, fault }, latency);
  }

  #return(answer: Return, latency: number): void {
    const { events, now } = this.#world;
    events.push(now + latency, eventKind.requestAnswered, -1 - this.#returns.put(answer));
  }

  /** What the next empty answer will take; it is drawn anew once that has been sent. */
  #nextEmptyLatency(): number {
    return this.#constantLatency >= 0 ? this.#constantLatency : this.#latency.sample(this.#emptyLatencies.at(this.#emptyCount));
  }

  /**
   * How many further requests would come back empty before anything else happens; the clock is moved to the answer of the last one.
   */
  #skipFruitless(request: OpenRequest): number {
    const world = this.#world;
    const { manager } = world;
    if (!request.inert || world.options.pollAll === true || manager === null || this.#outageStatus >= 0) return 0;
    // A job came while the answer was on its way: the next request brings it.
    if (this.coordinator.queued > 0) return 0;
    // What has happened since the request was made may have given its end a meaning, or have moved the feeder's turns.
    if (request.full !== manager.isFull || !manager.runners.every((runner) => manager.isInert(runner))) return 0;
    // A feeder that stood still for a shorter time than its period would have to be followed turn by turn.
    if (request.full && this.#longPoll < request.every) return 0;
    const until = Math.min(world.events.topTime, manager.wakeAt, world.nextArrivalAt, world.horizon);
    return this.#constantLatency >= 0 ? this.#skipAlike(request, until) : this.#skipDrawn(request, until);
  }

  /** Where every request takes the same time, years of them are one division. */
  #skipAlike(request: OpenRequest, until: number): number {
    const world = this.#world;
    const held = this.#longPoll + this.#constantLatency;
    const firstRequest = request.full ? world.now : turnAfter(request, world.now);
    const firstAnswer = firstRequest + held;
    if (firstAnswer >= until || firstAnswer === world.now) return 0;
    const cycle = request.full ? held : turnAfter(request, firstAnswer) - firstRequest;
    const count = 1 + Math.floor((until - 1 - firstAnswer) / cycle);
    world.now = firstAnswer + (count - 1) * cycle;
    return count;
  }

  /** Where latencies are drawn, each request has its own. */
  #skipDrawn(request: OpenRequest, until: number): number {
    const world = this.#world;
    for (let count = 0; ; count++) {
      const nextRequest = request.full ? world.now : turnAfter(request, world.now);
      const nextAnswer = nextRequest + this.#longPoll + this.#nextEmptyLatency();
      if (nextAnswer >= until || nextAnswer === world.now) return count;
      this.#emptyCount++;
      world.now = nextAnswer;
    }
  }
}

/** The feeder's first turn at `at` or later. */
function turnAfter({ phase, every }: OpenRequest, at: number): number {
  return at <= phase ? phase : phase + Math.ceil((at - phase) / every) * every;
}

function outageFault(status: number): Fault {
  if (status === 0) return { code: 'unreachable', detail: 'GitLab does not answer' };
  const detail = `GitLab answers with status ${String(status)}`;
  if (status === 401 || status === 403) return { code: 'auth', detail };
  return { code: status === 429 ? 'throttled' : 'unknown', detail };
}
