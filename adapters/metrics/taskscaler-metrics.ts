import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Decision, RefusalReason } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { Op, RunnerIndex } from '../../core/ids.ts';
import { newInstanceSlots } from '../../core/scaling/usable-slots.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import type { ManagerView } from './manager-view.ts';
import { mergedBuckets } from './merged-buckets.ts';
import { runnerLabels, type MeteredRunner } from './metered-runner.ts';
import { slotStates } from './slot-states.ts';

const runner = ['runner', 'runner_name', 'system_id'] as const;
const taskOperations = [
  'reserve',
  'unreserve',
  'acquire',
  'release',
  'reserve_available_capacity_failure',
  'reserve_iop_capacity_failure',
  'reserve_throttled_failure',
] as const;
const shownStates = ['idle', 'acquired', 'reserved', 'pending', 'unready', 'unhealthy', 'unavailable'] as const;
type TaskOperation = (typeof taskOperations)[number];
const failureOf: Readonly<Record<RefusalReason, TaskOperation | null>> = {
  'no-available-capacity': 'reserve_available_capacity_failure',
  'no-potential-capacity': 'reserve_iop_capacity_failure',
  throttled: 'reserve_throttled_failure',
  'shutting-down': null,
};

/** The metrics of slots under the names of taskscaler, whose tasks are the slots. @remarks Source: ux.md §6.1, semantics.md §2.13. */
export class TaskscalerMetrics {
  readonly #view: ManagerView;
  readonly #operations;
  readonly #scaling;
  readonly #readiness;
  readonly #requests = new Map<Op, RunnerIndex>();
  readonly #preparing = new Map<Op, { readonly runner: RunnerIndex; readonly instance: Instance }>();

  constructor(view: ManagerView, registry: Registry) {
    this.#view = view;
    const registers = [registry];
    gauges(view, registry);
    this.#operations = new Counter({
      name: 'fleeting_taskscaler_task_operations_total',
      help: 'Slots reserved, given to jobs and released, and reservations refused',
      labelNames: [...runner, 'operation'],
      registers,
    });
    this.#scaling = new Counter({
      name: 'fleeting_taskscaler_scale_operations_total',
      help: 'Instances asked for (up) and marked for removal (down)',
      labelNames: [...runner, 'operation'],
      registers,
    });
    this.#readiness = new Histogram({
      name: 'fleeting_taskscaler_task_instance_readiness_time_seconds',
      help: 'Time from the request of an instance until it takes jobs',
      labelNames: runner,
      buckets: mergedBuckets(
        view.runners.map(({ buckets }) => buckets.readiness),
        false,
      ),
      registers,
    });
    for (const metered of view.runners) {
      const labels = runnerLabels(metered);
      for (const operation of taskOperations) this.#operations.inc({ ...labels, operation }, 0);
      for (const operation of ['up', 'down']) this.#scaling.inc({ ...labels, operation }, 0);
      this.#readiness.zero(labels);
    }
  }

  /** Takes one step of the core. */
  observe(event: Event, effects: readonly Effect[]): void {
    if (event.kind === 'request-answered') this.#requestAnswered(event);
    else if (event.kind === 'instance-prepared') this.#prepared(event);
    for (const effect of effects) this.#started(effect);
  }

  #requestAnswered({ op, job, fruitless }: Extract<Event, { kind: 'request-answered' }>): void {
    const index = this.#requests.get(op);
    this.#requests.delete(op);
    if (index === undefined) return;
    // Requests that were left out because they bring nothing reserve and give back as well.
    this.#count(index, 'reserve', fruitless);
    this.#count(index, 'unreserve', fruitless + (job === null ? 1 : 0));
  }

  #prepared({ op, at, fault }: Extract<Event, { kind: 'instance-prepared' }>): void {
    const prepared = this.#preparing.get(op);
    this.#preparing.delete(op);
    if (prepared === undefined || fault !== null) return;
    const { requestedAt, provisionedAt } = prepared.instance;
    this.#readiness.observe(this.#labels(prepared.runner), (at - (requestedAt ?? provisionedAt)) / this.#view.manager.config.second);
  }

  #started(effect: Effect): void {
    switch (effect.kind) {
      case 'request-job':
        this.#requests.set(effect.op, effect.runner);
        this.#count(effect.runner, 'reserve', 1);
        return;
      case 'start-job':
      case 'rebind-job':
        this.#count(effect.runner, 'acquire', 1);
        return;
      case 'prepare-instance':
        this.#preparing.set(effect.op, { runner: effect.runner, instance: effect.instance });
        return;
      case 'decided':
        this.#decided(effect.runner, effect.decision);
        return;
      default:
    }
  }

  #decided(index: RunnerIndex, decision: Decision): void {
    if (decision.kind === 'scale-up') this.#scaling.inc({ ...this.#labels(index), operation: 'up' }, decision.granted);
    else if (decision.kind === 'remove') this.#scaling.inc({ ...this.#labels(index), operation: 'down' });
    else if (decision.kind === 'refuse-reservation') {
      const failure = failureOf[decision.reason];
      if (failure !== null) this.#count(index, failure, 1);
    }
  }

  /** A job gave its slot back. */
  released(index: RunnerIndex): void {
    this.#count(index, 'release', 1);
  }

  #count(index: RunnerIndex, operation: TaskOperation, count: number): void {
    if (count > 0) this.#operations.inc({ ...this.#labels(index), operation }, count);
  }

  #labels(index: RunnerIndex): ReturnType<typeof runnerLabels> {
    return runnerLabels(this.#view.runners[index] as MeteredRunner);
  }
}

function gauges(view: ManagerView, registry: Registry): void {
  const registers = [registry];
  const each = (set: (labels: ReturnType<typeof runnerLabels>, scaler: Scaler) => void): void => {
    view.manager.runners.forEach(({ scaler }, index) => {
      set(runnerLabels(view.runners[index] as MeteredRunner), scaler);
    });
  };
  new Gauge({
    name: 'fleeting_taskscaler_tasks',
    help: 'Slots by state; pending ones are jobs that wait for a slot, reserved ones keys without a slot',
    labelNames: [...runner, 'state'],
    registers,
    collect() {
      each((labels, scaler) => {
        const states = slotStates(scaler);
        for (const state of shownStates) this.set({ ...labels, state }, states[state]);
      });
    },
  });
  const plain = (name: string, help: string, value: (scaler: Scaler) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: runner,
      registers,
      collect() {
        each((labels, scaler) => {
          this.set(labels, value(scaler));
        });
      },
    });
  };
  plain('fleeting_taskscaler_desired_instances', 'Instances that jobs in hand and the idle target need, within max_instances', (scaler) =>
    desiredInstances(scaler, view.now()),
  );
  plain('fleeting_taskscaler_max_tasks_per_instance', 'capacity_per_instance', ({ config }) => config.capacityPerInstance);
  plain('fleeting_taskscaler_max_use_count_per_instance', 'max_use_count; 0 for no limit', ({ config }) => config.maxUseCount);
}

/** How many instances would be asked for if there were none. */
function desiredInstances(scaler: Scaler, at: number): number {
  if (scaler.shuttingDown) return 0;
  const { acquired, pending, idleTarget } = scaler.inputs(at);
  return Math.min(scaler.maxInstances, Math.ceil((acquired + pending + idleTarget) / newInstanceSlots(scaler.config)));
}
