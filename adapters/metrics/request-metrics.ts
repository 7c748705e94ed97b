import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RunnerIndex } from '../../core/ids.ts';
import type { Runner } from '../../core/manager/runner.ts';
import type { ApiCallRecord } from '../coordinator/api-exchange.ts';
import type { ManagerView } from './manager-view.ts';
import { runnerLabels, type MeteredRunner } from './metered-runner.ts';
import { PassedTurns } from './passed-turns.ts';

const perRunner = ['runner', 'system_id'] as const;
const durationBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The metrics of job requests and of all calls to GitLab. @remarks Source: ux.md §6.1. */
export class RequestMetrics {
  readonly #view: ManagerView;
  readonly #statuses;
  readonly #durations;
  readonly #retries;
  readonly #exceeded;
  readonly #fullTurns: readonly PassedTurns[];

  constructor(view: ManagerView, registry: Registry) {
    this.#view = view;
    const registers = [registry];
    this.#statuses = new Counter({
      name: 'gitlab_runner_api_request_statuses_total',
      help: 'Answers of GitLab by status',
      labelNames: [...perRunner, 'endpoint', 'status', 'method'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'gitlab_runner_api_request_duration_seconds',
      help: 'Time that GitLab took to answer',
      labelNames: [...perRunner, 'endpoint', 'status_class', 'method'],
      buckets: durationBuckets,
      registers,
    });
    this.#retries = new Counter({
      name: 'gitlab_runner_api_request_retries_total',
      help: 'Calls that were repeated after a failure of transport',
      labelNames: ['path', 'method'],
      registers,
    });
    this.#fullTurns = view.runners.map(() => new PassedTurns());
    this.#exceeded = this.#countExceeded(registry);
    this.#gauges(registry);
    for (const metered of view.runners) this.#exceeded.inc(labelsOf(metered), 0);
  }

  /** Takes a call that has ended. One that got no answer has no status to count, only its repetitions. */
  called(index: RunnerIndex, { endpoint, method, path, status, durationMs, attempts }: ApiCallRecord): void {
    const verb = method.toLowerCase();
    if (attempts > 1) this.#retries.inc({ path, method: verb }, attempts - 1);
    if (status === null) return;
    const labels = { ...labelsOf(this.#view.runners[index] as MeteredRunner), endpoint, method: verb };
    this.#statuses.inc({ ...labels, status: String(status) });
    this.#durations.observe({ ...labels, status_class: `${Math.floor(status / 100)}xx` }, durationMs / 1000);
  }

  /** After each step of the core: turns that have passed while a runner could not have asked for more. */
  settle(): void {
    const { manager } = this.#view;
    manager.runners.forEach((runner, index) => {
      const isFull = !manager.stopped && runner.requestCount >= runner.limit.allowed;
      const turns = this.#fullTurns[index]?.advance(this.#view.now(), manager.config.checkInterval, isFull) ?? 0;
      if (turns > 0) this.#exceeded.inc(labelsOf(this.#view.runners[index] as MeteredRunner), turns);
    });
  }

  #countExceeded(registry: Registry): Counter<(typeof perRunner)[number]> {
    const settle = (): void => {
      this.settle();
    };
    return new Counter({
      name: 'gitlab_runner_request_concurrency_exceeded_total',
      help: 'Turns at which a job request was held back by request_concurrency',
      labelNames: perRunner,
      registers: [registry],
      collect: settle,
    });
  }

  #gauges(registry: Registry): void {
    const gauge = (name: string, help: string, value: (runner: Runner) => number): void => {
      const view = this.#view;
      new Gauge({
        name,
        help,
        labelNames: perRunner,
        registers: [registry],
        collect() {
          view.manager.runners.forEach((runner, index) => {
            this.set(labelsOf(view.runners[index] as MeteredRunner), value(runner));
          });
        },
      });
    };
    gauge('gitlab_runner_request_concurrency', 'Open job requests', ({ requestCount }) => requestCount);
    gauge('gitlab_runner_request_concurrency_hard_limit', 'request_concurrency as configured', ({ config }) => config.requestConcurrency);
    gauge('gitlab_runner_request_concurrency_adaptive_limit', 'The adaptive limit before it is rounded', ({ limit }) => limit.save().adaptive);
    gauge('gitlab_runner_request_concurrency_used_limit', 'Job requests that may be open', ({ limit }) => limit.allowed);
  }
}

function labelsOf(metered: MeteredRunner): { runner: string; system_id: string } {
  const { runner, system_id } = runnerLabels(metered);
  return { runner, system_id };
}
