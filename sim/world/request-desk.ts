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

/** A fault on its way in answer to a job request. */
interface Refusal {
  readonly generation: number;
  readonly op: number;
  readonly fault: Fault;
}

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
  readonly #refusals = new Handles<Refusal>();
  readonly #latency: DurationSampler;
  readonly #latencies: RandomStream;
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
    this.#constantLatency = gitlab.latency.dist === 'constant' ? gitlab.latency.valueMs : -1;
    this.#offers = streams.map(({ job }) => ({ image: job.image, timeout: job.timeoutMs }));
  }

  /** A job arrives: it goes to a request that is open, or waits for one. Where it comes `alone` nothing else happens at this instant before its answer. */
  arrive(job: number, alone: boolean): void {
    const request = this.#outageStatus < 0 ? this.coordinator.takeOpen() : undefined;
    if (request === undefined) {
      this.coordinator.hold(job);
      this.#world.flow.setPhase(job, jobPhase.queued);
    } else if (alone && this.#constantLatency === 0) {
      // Nothing can come between, so the answer need not go through the queue of events.
      this.#world.jobs.key[job] = request.op;
      this.#world.tell(this.#answer(request.op, this.#offer(job)));
    } else {
      this.#deliver(request.op, job);
    }
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

  /** The first open request comes back empty, and with it those that would follow it to no effect. */
  pollExpired(): void {
    const request = this.coordinator.takeOpen();
    if (request === undefined) return;
    const fruitless = this.#skipFruitless(request);
    this.#world.tell({ kind: 'request-answered', at: this.#world.now, op: request.op, job: null, fault: null, retried: false, fruitless });
  }

  abandon(op: number): void {
    if (this.coordinator.close(op)) this.#refuse(op, { code: 'unknown', detail: 'the request was given up' }, 0);
  }

  /** The manager is gone: nobody hears the answers to its requests. */
  closeAll(): void {
    while (this.coordinator.takeOpen() !== undefined);
  }

  /** The coordinator goes down: it closes what it holds open, and answers with an error. */
  beginOutage(status: number): void {
    this.#outageStatus = status;
    for (let request = this.coordinator.takeOpen(); request !== undefined; request = this.coordinator.takeOpen())
      this.#refuse(request.op, outageFault(status), 0);
  }

  endOutage(): void {
    this.#outageStatus = -1;
  }

  /** An answer reaches the manager. */
  delivered(payload: number): void {
    if (payload < 0) this.#refused(-1 - payload);
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
    this.#world.tell(this.#answer(jobs.key[job] as number, isCanceled ? null : this.#offer(job)));
  }

  #answer(op: number, job: JobOffer | null): Event {
    return { kind: 'request-answered', at: this.#world.now, op, job, fault: null, retried: false, fruitless: 0 };
  }

  #refused(handle: number): void {
    const { generation, op, fault } = this.#refusals.take(handle);
    if (generation !== this.#world.life.generation) return;
    this.#world.tell({ kind: 'request-answered', at: this.#world.now, op, job: null, fault, retried: true, fruitless: 0 });
  }

  #offer(job: number): JobOffer {
    const { flow, jobs, now } = this.#world;
    const { image, timeout } = this.#offers[jobs.stream[job] as number] as { image: string | null; timeout: number };
    jobs.receivedAt[job] = now;
    flow.setPhase(job, jobPhase.pending);
    return { id: job, image, timeout };
  }

  /** A job goes to a request; until it is there, the key that it will have says which. */
  #deliver(op: number, job: number): void {
    const { flow, jobs, events, life, now } = this.#world;
    flow.setPhase(job, jobPhase.delivering);
    jobs.key[job] = op;
    const latency = this.#constantLatency >= 0 ? this.#constantLatency : this.#latency.sample(this.#latencies.next());
    events.push(now + latency, eventKind.requestAnswered, life.generation * rowSpan + job);
  }

  #refuse(op: number, fault: Fault, latency: number): void {
    const { events, life, now } = this.#world;
    events.push(now + latency, eventKind.requestAnswered, -1 - this.#refusals.put({ generation: life.generation, op, fault }));
  }

  /**
   * How many further requests would come back empty before anything else happens; the clock is moved to the answer of the last one.
   */
  #skipFruitless(request: OpenRequest): number {
    const world = this.#world;
    const { manager } = world;
    if (!request.inert || world.options.pollAll === true || manager === null || this.#outageStatus >= 0) return 0;
    // What has happened since the request was made may have given its end a meaning, or have moved the feeder's turns.
    if (request.full !== manager.isFull || !manager.runners.every((runner) => manager.isInert(runner))) return 0;
    // A feeder that stood still for a shorter time than its period would have to be followed turn by turn.
    if (request.full && this.#longPoll < request.every) return 0;
    const until = Math.min(world.events.topTime, manager.wakeAt, world.nextArrivalAt, world.horizon);
    const firstRequest = request.full ? world.now : turnAfter(request, world.now);
    const firstAnswer = firstRequest + this.#longPoll;
    if (firstAnswer >= until) return 0;
    const cycle = request.full ? this.#longPoll : turnAfter(request, firstAnswer) - firstRequest;
    const count = 1 + Math.floor((until - 1 - firstAnswer) / cycle);
    world.now = firstAnswer + (count - 1) * cycle;
    return count;
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
