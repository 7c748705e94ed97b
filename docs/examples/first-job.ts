// The manager as a library: a fleet of nothing grows to its two idle slots, and a job that comes gets the first of them. The events that a cloud and
// GitLab would send are written out here; it needs no Node, so it runs in a browser as well.
import { Manager } from 'drydock/core';
import type { Effect, Event, ManagerConfig } from 'drydock/core';

const second = 1_000;
const minute = 60 * second;

/** Ten one-shot instances at most, two of them idle. */
export const config: ManagerConfig = {
  second,
  concurrent: 10,
  checkInterval: 3 * second,
  shutdownTimeout: 30 * second,
  runners: [
    {
      name: 'example',
      limit: 10,
      requestConcurrency: 1,
      adaptiveRequestConcurrency: false,
      strictCheckInterval: false,
      unhealthyRequestsLimit: 3,
      unhealthyInterval: 60 * minute,
      job: {
        second,
        prepareTimeout: 0,
        instanceAcquireTimeout: 15 * minute,
        dialTimeout: 10 * minute,
        vmDialTimeout: 10 * minute,
        vmIsolation: false,
        vmImage: '',
        allowedImages: [],
      },
      autoscaler: {
        capacityPerInstance: 1,
        maxUseCount: 1,
        maxInstances: 10,
        groupMaxSize: 10,
        instanceAcquireTimeout: 15 * minute,
        updateInterval: minute,
        updateIntervalWhenExpecting: 2 * second,
        deletionRetryInterval: minute,
        shutdownDeletionInterval: 10 * second,
        shutdownDeletionRetries: 3,
        failureThreshold: 3,
        heartbeats: false,
        deleteInstancesOnShutdown: false,
        reservationThrottling: false,
        scaleLimit: 0,
        scaleBurst: 0,
        stateStorage: false,
        keepInstanceWithAcquisitions: false,
        vmIsolation: false,
        minimumBilling: 0,
        canWithdraw: false,
        policies: [{ idleCount: 2, idleTime: 20 * minute, scaleFactor: 0, scaleFactorLimit: 0, preemptiveMode: true, burstFactor: 0.5 }],
        upstream: {
          requiredFormula: false,
          surplusAtInstant: false,
          healthByThreshold: false,
          missedSlow: false,
          noCallBackOff: false,
          pendingForEver: false,
          sameInstanceRetry: false,
          evaluationGrid: false,
          plainShutdown: false,
        },
      },
    },
  ],
};

/** A world in which every call takes five seconds and works, and one job waits at the coordinator. */
class World {
  readonly said: string[] = [];
  readonly #manager = new Manager(config);
  #queue: Event[] = [
    { kind: 'started', at: 0 },
    { kind: 'schedule-changed', at: 0, runner: 0, active: [0] },
  ];
  readonly #unlisted: string[] = [];
  #instances = 0;
  #jobs = 1;

  /** Runs until the job has started, or for ten minutes. */
  run(): void {
    const effects: Effect[] = [];
    while (!this.said.some((line) => line.startsWith('start-job'))) {
      this.#queue.sort((a, b) => a.at - b.at || Number(a.kind === 'wake') - Number(b.kind === 'wake'));
      const event = this.#queue.shift();
      if (event === undefined || event.at > 10 * minute) return;
      effects.length = 0;
      this.#manager.step(event, effects);
      for (const effect of effects) this.#start(effect, event.at);
    }
  }

  #start(effect: Effect, now: number): void {
    const at = now + 5 * second;
    switch (effect.kind) {
      case 'wake':
        this.#queue = this.#queue.filter(({ kind }) => kind !== 'wake');
        this.#queue.push({ kind: 'wake', at: effect.at });
        break;
      case 'increase':
        this.said.push(`increase by ${effect.count}`);
        for (let n = 0; n < effect.count; n += 1) this.#unlisted.push(`i-${(this.#instances += 1)}`);
        this.#queue.push({ kind: 'fleet-increased', at, op: effect.op, succeeded: effect.count, fault: null });
        break;
      case 'list': {
        const changes = this.#unlisted.splice(0).map((id) => ({ id, state: 'running' as const }));
        this.#queue.push({ kind: 'fleet-listed', at, op: effect.op, changes, fault: null });
        break;
      }
      case 'prepare-instance':
        this.#queue.push({ kind: 'instance-prepared', at, op: effect.op, fault: null });
        break;
      case 'request-job': {
        const job = this.#jobs > 0 ? { id: this.#jobs--, image: null, timeout: 60 * minute } : null;
        this.#queue.push({ kind: 'request-answered', at, op: effect.op, job, fault: null, retried: false, fruitless: 0 });
        break;
      }
      case 'start-job':
        this.said.push(`start-job ${effect.job.id} on ${effect.instance.id}, slot ${effect.slot}`);
        break;
      default:
    }
  }
}

/** What the manager did until the first job ran. */
export function firstJob(): readonly string[] {
  const world = new World();
  world.run();
  return world.said;
}
