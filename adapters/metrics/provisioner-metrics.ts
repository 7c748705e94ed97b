import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { ProviderState } from '../../core/fleet/instance.ts';
import type { RunnerIndex } from '../../core/ids.ts';
import type { Runner } from '../../core/manager/runner.ts';
import type { Ticks } from '../../core/time.ts';
import { FleetWatch, type FleetObserver } from './fleet-watch.ts';
import { mergedBuckets } from './merged-buckets.ts';
import type { ManagerView } from './manager-view.ts';
import { runnerLabels, type MeteredRunner } from './metered-runner.ts';

const runner = ['runner', 'runner_name', 'system_id'] as const;
const shownStates: readonly ProviderState[] = ['creating', 'running', 'suspending', 'suspended', 'resuming', 'deleting'];
const instanceOperations = ['create', 'delete', 'suspend', 'resume'] as const;
const internalOperations = ['removal', 'reconcile', 'provision'] as const;
const internalOperationOf: Readonly<Partial<Record<Effect['kind'], (typeof internalOperations)[number]>>> = {
  decrease: 'removal',
  list: 'reconcile',
  increase: 'provision',
};

/** The metrics of the fleets under the names of fleeting's provisioner. @remarks Source: ux.md §6.1, semantics.md §2.13. */
export class ProvisionerMetrics implements FleetObserver {
  readonly #view: ManagerView;
  readonly #watch: FleetWatch;
  readonly #missed;
  readonly #operations;
  readonly #internal;
  readonly #creation;
  readonly #isRunning;
  readonly #deletion;
  readonly #life;

  constructor(view: ManagerView, registry: Registry) {
    this.#view = view;
    this.#watch = new FleetWatch(view, this);
    const registers = [registry];
    gauges(view, registry);
    this.#missed = new Counter({
      name: 'fleeting_provisioner_missed_updates_total',
      help: 'Listings that did not name an instance that should be there',
      labelNames: runner,
      registers,
    });
    const counter = (name: string, help: string): Counter => new Counter({ name, help, labelNames: [...runner, 'operation'], registers });
    this.#operations = counter('fleeting_provisioner_instance_operations_total', 'Instances that the fleet agreed to create, delete, suspend or resume');
    this.#internal = counter('fleeting_provisioner_internal_operations_total', 'Calls of the fleet by step of the provisioning loop');
    const histogram = (name: string, help: string, bucketsOf: (metered: MeteredRunner) => readonly number[], life = false): Histogram =>
      new Histogram({ name, help, labelNames: runner, buckets: mergedBuckets(view.runners.map(bucketsOf), life), registers });
    this.#creation = histogram(
      'fleeting_provisioner_instance_creation_time_seconds',
      'Time from the request of an instance until a listing names it',
      ({ buckets }) => buckets.creation,
    );
    this.#isRunning = histogram(
      'fleeting_provisioner_instance_is_running_time_seconds',
      'Time from the request of an instance until it runs',
      ({ buckets }) => buckets.isRunning,
    );
    this.#deletion = histogram(
      'fleeting_provisioner_instance_deletion_time_seconds',
      'Time from the accepted deletion of an instance until it is gone',
      ({ buckets }) => buckets.deletion,
    );
    this.#life = histogram(
      'fleeting_provisioner_instance_life_duration_seconds',
      'Time from the discovery of an instance until it is gone',
      ({ buckets }) => buckets.life,
      true,
    );
    view.runners.forEach((_, index) => this.#begin(index));
  }

  /** Takes one step of the core, after it. */
  observe(event: Event, effects: readonly Effect[]): void {
    for (const effect of effects) {
      const operation = internalOperationOf[effect.kind];
      if (operation !== undefined && 'runner' in effect) this.#internal.inc({ ...this.#labels(effect.runner), operation });
    }
    this.#watch.observe(event, effects);
  }

  // --- what the watch finds

  operated(index: RunnerIndex, operation: (typeof instanceOperations)[number], count: number): void {
    if (count > 0) this.#operations.inc({ ...this.#labels(index), operation }, count);
  }

  listed(index: RunnerIndex, skipped: number): void {
    if (skipped > 0) this.#internal.inc({ ...this.#labels(index), operation: 'reconcile' }, skipped);
  }

  missed(index: RunnerIndex, count: number): void {
    if (count > 0) this.#missed.inc(this.#labels(index), count);
  }

  discovered(index: RunnerIndex, span: Ticks): void {
    this.#creation.observe(this.#labels(index), this.#seconds(span));
  }

  runs(index: RunnerIndex, span: Ticks): void {
    this.#isRunning.observe(this.#labels(index), this.#seconds(span));
  }

  gone(index: RunnerIndex, life: Ticks, deletion: Ticks | null): void {
    this.#life.observe(this.#labels(index), this.#seconds(life));
    if (deletion !== null) this.#deletion.observe(this.#labels(index), this.#seconds(deletion));
  }

  /** Series that exist before anything has happened. */
  #begin(index: RunnerIndex): void {
    const labels = this.#labels(index);
    this.#missed.inc(labels, 0);
    for (const operation of instanceOperations) this.#operations.inc({ ...labels, operation }, 0);
    for (const operation of internalOperations) this.#internal.inc({ ...labels, operation }, 0);
    for (const histogram of [this.#creation, this.#isRunning, this.#deletion, this.#life]) histogram.zero(labels);
  }

  #labels(index: RunnerIndex): ReturnType<typeof runnerLabels> {
    return runnerLabels(this.#view.runners[index] as MeteredRunner);
  }

  #seconds(span: Ticks): number {
    return span / this.#view.manager.config.second;
  }
}

function gauges(view: ManagerView, registry: Registry): void {
  const registers = [registry];
  const each = (set: (labels: ReturnType<typeof runnerLabels>, runner: Runner) => void): void => {
    view.manager.runners.forEach((of, index) => {
      set(runnerLabels(view.runners[index] as MeteredRunner), of);
    });
  };
  new Gauge({
    name: 'fleeting_provisioner_instances',
    help: 'Instances by state; requested ones are asked for, pending ones accepted and not yet seen',
    labelNames: [...runner, 'state'],
    registers,
    collect() {
      each((labels, { scaler: { provisioner } }) => {
        this.set({ ...labels, state: 'requested' }, provisioner.requestedCount - provisioner.pendingCount);
        this.set({ ...labels, state: 'pending' }, provisioner.pendingCount);
        for (const state of shownStates) this.set({ ...labels, state }, provisioner.count(state));
      });
    },
  });
  new Gauge({
    name: 'fleeting_provisioner_max_instances',
    help: 'The most instances that may exist',
    labelNames: runner,
    registers,
    collect() {
      each((labels, { scaler }) => {
        this.set(labels, scaler.maxInstances);
      });
    },
  });
}
