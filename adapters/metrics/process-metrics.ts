import { Counter, Gauge, type Registry } from 'prom-client';
import type { Ticks } from '../../core/time.ts';
import type { LogLevel } from '../logging/log-level.ts';
import type { ManagerView } from './manager-view.ts';
import { runnerLabels, type MeteredRunner } from './metered-runner.ts';
import { registerNodeMetrics } from './node-metrics.ts';
import { PassedTurns } from './passed-turns.ts';

/** What the process is doing. */
export const processStates = ['starting', 'running', 'graceful-shutdown', 'forceful-shutdown'] as const;
export type ProcessState = (typeof processStates)[number];

/** What happened to the configuration file. */
export type ConfigurationEvent = 'loaded' | 'loading_error' | 'saved' | 'saving_error';

/** What is running, as gitlab_runner_version_info says it. */
export interface VersionFacts {
  readonly version: string;
  readonly revision: string;
  readonly builtAt: string;
}

const runner = ['runner', 'runner_name', 'system_id'] as const;
const configurationHelp: Readonly<Record<ConfigurationEvent, string>> = {
  loaded: 'Times that the configuration was loaded',
  loading_error: 'Times that the configuration could not be loaded',
  saved: 'Times that the configuration was written',
  saving_error: 'Times that the configuration could not be written',
};

/** The metrics of the manager's process, its workers and its configuration. @remarks Source: ux.md §6.1. */
export class ProcessMetrics {
  /** Shown at /debug/process/state. */
  state: ProcessState = 'starting';
  readonly #view: ManagerView;
  readonly #errors;
  readonly #configuration: Readonly<Record<ConfigurationEvent, Counter>>;
  readonly #feeds;
  readonly #unhealthy;
  readonly #turns: readonly PassedTurns[];
  readonly #pausedUntil: Ticks[] = [];

  constructor(view: ManagerView, registry: Registry, version: VersionFacts) {
    this.#view = view;
    const registers = [registry];
    registerNodeMetrics(registry);
    this.#facts(registry, version);
    this.#errors = new Counter({ name: 'gitlab_runner_errors_total', help: 'Lines of the log by level', labelNames: ['level'], registers });
    for (const level of ['panic', 'fatal', 'error', 'warning']) this.#errors.inc({ level }, 0);
    this.#configuration = {
      loaded: this.#configurationCounter('loaded', registry),
      loading_error: this.#configurationCounter('loading_error', registry),
      saved: this.#configurationCounter('saved', registry),
      saving_error: this.#configurationCounter('saving_error', registry),
    };
    this.#turns = view.runners.map(() => new PassedTurns());
    const settle = (): void => {
      this.settle();
    };
    this.#feeds = new Counter({
      name: 'gitlab_runner_worker_feeds_total',
      help: 'Turns that runners have had',
      labelNames: runner,
      registers,
      collect: settle,
    });
    const failures = new Counter({ name: 'gitlab_runner_worker_feed_failures_total', help: 'Turns that could not be given', labelNames: runner, registers });
    this.#unhealthy = new Counter({
      name: 'gitlab_runner_worker_health_check_failures_total',
      help: 'Times that a runner was paused because its job requests failed',
      labelNames: runner,
      registers,
    });
    for (const metered of view.runners) for (const counter of [this.#feeds, failures, this.#unhealthy]) counter.inc(runnerLabels(metered), 0);
  }

  /** After each step: turns that have passed, and runners that were paused. */
  settle(): void {
    const { manager } = this.#view;
    manager.runners.forEach(({ limit }, index) => {
      const labels = runnerLabels(this.#view.runners[index] as MeteredRunner);
      const passed = this.#turns[index]?.advance(this.#view.now(), manager.config.checkInterval, !manager.shutdown.requested) ?? 0;
      if (passed > 0) this.#feeds.inc(labels, passed);
      const pausedUntil = limit.pausedUntil;
      if (pausedUntil > (this.#pausedUntil[index] ?? 0)) this.#unhealthy.inc(labels);
      this.#pausedUntil[index] = pausedUntil;
    });
  }

  /** Counts a line of the log. */
  logged(level: LogLevel): void {
    this.#errors.inc({ level });
  }

  /** Counts what happened to the configuration file. */
  configuration(event: ConfigurationEvent): void {
    this.#configuration[event].inc();
  }

  #configurationCounter(event: ConfigurationEvent, registry: Registry): Counter {
    return new Counter({ name: `gitlab_runner_configuration_${event}_total`, help: configurationHelp[event], registers: [registry] });
  }

  #facts(registry: Registry, { version, revision, builtAt }: VersionFacts): void {
    const registers = [registry];
    const view = this.#view;
    const state = (): ProcessState => this.state;
    new Gauge({
      name: 'gitlab_runner_version_info',
      help: 'What is running; always 1',
      labelNames: ['name', 'version', 'revision', 'branch', 'go_version', 'built_at', 'os', 'architecture'],
      registers,
    }).set({ name: 'drydock', version, revision, branch: '', go_version: '', built_at: builtAt, os: process.platform, architecture: process.arch }, 1);
    new Gauge({
      name: 'gitlab_runner_process_state_info',
      help: 'What the process is doing: 1 for its state',
      labelNames: ['state'],
      registers,
      collect() {
        for (const known of processStates) this.set({ state: known }, known === state() ? 1 : 0);
      },
    });
    const plain = (name: string, help: string, value: () => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    };
    plain('gitlab_runner_concurrent', 'concurrent as configured', () => view.manager.config.concurrent);
    plain('gitlab_runner_worker_slots_number', 'Workers', () => view.manager.config.concurrent);
    new Gauge({
      name: 'gitlab_runner_limit',
      help: 'limit as configured; 0 for none',
      labelNames: runner,
      registers,
      collect() {
        view.manager.runners.forEach(({ config }, index) => {
          this.set(runnerLabels(view.runners[index] as MeteredRunner), config.limit);
        });
      },
    });
    slotOperations(view, registry);
  }
}

/** Workers are as many as `concurrent` says; a reload starts some or stops some. */
function slotOperations(view: ManagerView, registry: Registry): void {
  let slots = 0;
  new Counter({
    name: 'gitlab_runner_worker_slot_operations_total',
    help: 'Workers started and stopped',
    labelNames: ['operation'],
    registers: [registry],
    collect() {
      const { concurrent } = view.manager.config;
      this.inc({ operation: 'started' }, Math.max(0, concurrent - slots));
      this.inc({ operation: 'stopped' }, Math.max(0, slots - concurrent));
      slots = concurrent;
    },
  });
}
