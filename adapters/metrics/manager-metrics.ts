import { Registry } from 'prom-client';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { AcquisitionKey, RunnerIndex } from '../../core/ids.ts';
import { JobMetrics } from './job-metrics.ts';
import type { ManagerView } from './manager-view.ts';
import { ProcessMetrics, type VersionFacts } from './process-metrics.ts';
import { ProvisionerMetrics } from './provisioner-metrics.ts';
import { RequestMetrics } from './request-metrics.ts';
import { TaskscalerMetrics } from './taskscaler-metrics.ts';

/** What metrics need to know besides the manager. */
export interface MetricsOptions {
  readonly version: VersionFacts;
  /** IANA name of the zone for periods that name none. */
  readonly defaultZone: string;
}

/**
 * All that a manager exposes at /metrics, under gitlab-runner's names and labels. The driver hands in every step of the core, and beside it what only the driver
 * sees: calls of GitLab's interface, stages of jobs, the log.
 */
export class ManagerMetrics {
  readonly registry = new Registry();
  readonly jobs: JobMetrics;
  readonly requests: RequestMetrics;
  readonly process: ProcessMetrics;
  readonly #provisioner: ProvisionerMetrics;
  readonly #taskscaler: TaskscalerMetrics;
  readonly #slots = new Map<AcquisitionKey, RunnerIndex>();

  constructor(view: ManagerView, { version, defaultZone }: MetricsOptions) {
    this.jobs = new JobMetrics(view, this.registry, defaultZone);
    this.requests = new RequestMetrics(view, this.registry);
    this.process = new ProcessMetrics(view, this.registry, version);
    this.#provisioner = new ProvisionerMetrics(view, this.registry);
    this.#taskscaler = new TaskscalerMetrics(view, this.registry);
  }

  /** Takes one step of the core: the event that went in, and what came out of it. Called after every step, before its effects are started. */
  observe(event: Event, effects: readonly Effect[]): void {
    this.jobs.observe(event, effects);
    this.#provisioner.observe(event, effects);
    this.#taskscaler.observe(event, effects);
    this.#releases(event, effects);
    this.requests.settle();
    this.process.settle();
  }

  /** The exposition, in the text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** A slot is released when its job ends, or when the job is given another one. */
  #releases(event: Event, effects: readonly Effect[]): void {
    if (event.kind === 'job-ended' || event.kind === 'instance-refused') this.#release(event.key);
    for (const effect of effects) {
      if (effect.kind === 'start-job' || effect.kind === 'rebind-job') this.#slots.set(effect.key, effect.runner);
    }
  }

  #release(key: AcquisitionKey): void {
    const runner = this.#slots.get(key);
    if (runner !== undefined) this.#taskscaler.released(runner);
    this.#slots.delete(key);
  }
}
