import { eventKind } from '../engine/event-kind.ts';
import { compileDistribution } from '../random/distributions.ts';
import type { DurationSampler } from '../random/duration-sampler.ts';
import { RandomStream } from '../random/random-stream.ts';
import type { ClosedStream } from '../scenario/workload-stream.ts';
import type { JobTable } from './job-table.ts';
import type { World } from './world.ts';

interface User {
  readonly stream: number;
  readonly model: ClosedStream;
  readonly think: DurationSampler;
  readonly duration: DurationSampler;
  readonly draws: RandomStream;
  jobs: number;
}

/** The users of closed streams: each thinks, submits a job, waits for its end, and thinks again. */
export class ClosedUsers {
  readonly #world: World;
  readonly #users: User[] = [];

  constructor(world: World) {
    this.#world = world;
    world.plan.scenario.streams.forEach((model, stream) => {
      if (model.type !== 'closed') return;
      const think = compileDistribution(model.think);
      const duration = compileDistribution(model.duration);
      for (let user = 0; user < model.users; user++) {
        this.#users.push({ stream, model, think, duration, draws: new RandomStream(world.seed, `closed.${String(stream)}.${String(user)}`), jobs: 0 });
      }
    });
  }

  start(): void {
    for (let user = 0; user < this.#users.length; user++) this.think(user);
  }

  /** The user of a job that has ended, if it has one, thinks about the next one. */
  jobEnded({ owner }: JobTable, job: number): void {
    if (this.#users.length === 0) return;
    const user = (owner[job] as number) - 1;
    if (user >= 0) this.think(user);
  }

  think(user: number): void {
    const { think, draws, jobs } = this.#users[user] as User;
    const at = this.#world.now + think.sample(draws.at(jobs, 0));
    if (at < this.#world.horizon) this.#world.events.push(at, eventKind.thinkingEnds, user);
  }

  /** A user submits a job; returns its row. */
  submit(user: number): number {
    const one = this.#users[user] as User;
    const index = one.jobs++;
    const { failure, cancel } = one.model.job;
    const isCanceled = cancel !== null && one.draws.at(index, 3) < cancel.share;
    return this.#world.jobs.add({
      arrivalAt: this.#world.now,
      duration: one.duration.sample(one.draws.at(index, 1)),
      stream: one.stream,
      failed: failure > 0 && one.draws.at(index, 2) < failure ? 1 : 0,
      cancelAfter: isCanceled ? compileDistribution(cancel.after).sample(one.draws.at(index, 4)) : Number.POSITIVE_INFINITY,
      retried: 0,
      owner: user + 1,
    });
  }
}
