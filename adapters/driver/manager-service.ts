import type { ManagerConfig } from '../../core/config.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { Manager } from '../../core/manager/manager.ts';
import type { ShutdownMode } from '../../core/manager/shutdown.ts';
import type { StoredInstance } from '../../core/scaling/stored-instance.ts';
import type { CalendarPolicy } from '../calendar/policy-sequence.ts';
import type { GitlabRunnerConfig } from '../config/gitlab-runner-config.ts';
import { toManagerConfig, type ServedRunner } from '../config/to-manager-config.ts';
import { ManagerMetrics } from '../metrics/manager-metrics.ts';
import type { ManagerView } from '../metrics/manager-view.ts';
import { meteredRunners } from '../metrics/metered-runners.ts';
import { RecentDecisions } from '../metrics/recent-decisions.ts';
import type { RunningJob } from '../metrics/running-job.ts';
import { Clock } from './clock.ts';
import { LastEvents } from './last-events.ts';
import { ManagerLoop, type Happening } from './manager-loop.ts';
import { openRunner, type OpenRunner, type RunnerSurroundings } from './open-runner.ts';
import { performFor } from './runner-desks.ts';
import { ScheduleTimers } from './schedule-timers.ts';

/** What a service is started with. */
export interface ManagerServiceOptions extends RunnerSurroundings {
  readonly config: GitlabRunnerConfig;
  /** Serve the runner of this name alone. */
  readonly runner?: string;
  /** IANA name of the zone for policies that name none. */
  readonly zone: string;
  readonly version: { readonly version: string; readonly revision: string; readonly builtAt: string };
  /** What state_storage kept, per runner that is served. */
  readonly stored: readonly (readonly StoredInstance[])[];
  /** Takes every step of the core, before its effects are started. */
  readonly onStep: (event: Event, effects: readonly Effect[]) => void;
}

/** How long GitLab is told of the last outcomes, once everything else has ended. */
const deliveryLimitMs = 30_000;

/**
 * A running manager: the core, its loop, and the desks through which it acts. Only the core decides; this wires.
 */
export class ManagerService {
  readonly manager: Manager;
  readonly metrics: ManagerMetrics;
  readonly decisions = new RecentDecisions();
  /** What led to where the manager stands. */
  readonly lastEvents = new LastEvents();
  readonly view: ManagerView;
  /** Resolves when the manager has ended and GitLab has heard of every job; rejects when a rule of the core broke. */
  readonly stopped: Promise<void>;
  readonly #options: ManagerServiceOptions;
  readonly #loop: ManagerLoop;
  readonly #runners: readonly OpenRunner[];
  readonly #schedules: readonly ScheduleTimers[];
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  private constructor(options: ManagerServiceOptions, config: ManagerConfig, served: readonly ServedRunner[], runners: readonly OpenRunner[], clock: Clock) {
    this.#options = options;
    this.#runners = runners;
    this.manager = new Manager(config, options.stored);
    this.view = {
      manager: this.manager,
      runners: meteredRunners(served, options.systemId),
      now: () => clock.now(),
      jobs: () => this.#jobs(),
    };
    this.metrics = new ManagerMetrics(this.view, { version: options.version, defaultZone: options.zone });
    this.#loop = new ManagerLoop({
      manager: this.manager,
      clock,
      perform: (effect) => this.#perform(effect),
      observe: (event, effects) => this.#observe(event, effects),
      onBroken: (error, event) => {
        // What broke the rule is kept too, for whoever looks for the reason.
        if (event !== null) {
          this.lastEvents.add(event);
          this.#options.onStep(event, []);
        }
        this.#break(error);
      },
    });
    this.#schedules = runners.map(
      (_, runner) => new ScheduleTimers(clock, options.zone, (active) => this.#loop.send({ kind: 'schedule-changed', runner, active })),
    );
    this.stopped = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever never asks for the end is not to be killed by it.
    this.stopped.catch(() => undefined);
  }

  /**
   * Opens the fleets and makes everything ready; nothing happens before `start`.
   *
   * @throws FaultError when a fleet cannot be opened, or an address can never be called.
   */
  static async open(options: ManagerServiceOptions): Promise<ManagerService> {
    const clock = new Clock();
    const setup = toManagerConfig(options.config, selectionOf(options));
    const service: { current: ManagerService | null } = { current: null };
    const hooks = {
      clock,
      send: (happening: Happening): void => service.current?.send(happening),
      onBroken: (error: unknown): void => service.current?.abort(error),
      metrics: (): ManagerMetrics | null => service.current?.metrics ?? null,
    };
    const runners = await Promise.all(setup.runners.map((served, runner) => openRunner(served, runner, setup.manager.runners[runner]?.job, options, hooks)));
    const config = withFacts(setup.manager, runners);
    service.current = new ManagerService(options, config, setup.runners, runners, clock);
    return service.current;
  }

  /** What state_storage keeps now, per runner. */
  get stored(): StoredInstance[][] {
    return this.manager.stored();
  }

  start(): void {
    this.metrics.process.state = 'running';
    const policies = policiesOf(this.#options.config, this.#options);
    this.#schedules.forEach((schedule, runner) => schedule.follow(policies[runner] ?? []));
    this.#loop.send({ kind: 'started' });
  }

  send(happening: Happening): void {
    this.#loop.send(happening);
  }

  /** Graceful waits for the jobs; forceful stops them, and may follow a graceful one. */
  shutDown(mode: ShutdownMode): void {
    this.metrics.process.state = mode === 'graceful' ? 'graceful-shutdown' : 'forceful-shutdown';
    this.#loop.send({ kind: 'shutdown-requested', mode });
  }

  /** Puts a changed configuration in force, as far as that goes without a restart. The same runners, in the same order. */
  reload(config: GitlabRunnerConfig): void {
    const setup = toManagerConfig(config, selectionOf(this.#options));
    setup.runners.forEach(({ table }, runner) => this.#runners[runner]?.configure(table, setup.manager.runners[runner]?.job));
    this.#loop.send({ kind: 'config-reloaded', config: withFacts(setup.manager, this.#runners) });
    const policies = policiesOf(config, this.#options);
    this.#schedules.forEach((schedule, runner) => schedule.follow(policies[runner] ?? []));
  }

  /** Ends at once, because something that must not happen has happened. */
  abort(error: unknown): void {
    this.#break(error);
  }

  *#jobs(): Iterable<RunningJob> {
    for (const { desks } of this.#runners) yield* desks.jobs.running();
  }

  #perform(effect: Effect): void {
    if (effect.kind === 'wake') return;
    if (effect.kind === 'stopped') return void this.#finish();
    const runner = this.#runners[effect.runner];
    if (runner !== undefined) performFor(runner.desks, effect);
  }

  #observe(event: Event, effects: readonly Effect[]): void {
    this.lastEvents.add(event);
    this.#options.onStep(event, effects);
    this.metrics.observe(event, effects);
    this.decisions.observe(event.at, effects);
  }

  async #finish(): Promise<void> {
    this.#loop.stop();
    for (const schedule of this.#schedules) schedule.stop();
    const signal = AbortSignal.timeout(deliveryLimitMs);
    await Promise.all(this.#runners.map(({ desks }) => desks.jobs.settle(signal)));
    await Promise.all(this.#runners.map((runner) => runner.close()));
    this.#resolve();
  }

  #break(error: unknown): void {
    this.#loop.stop();
    for (const schedule of this.#schedules) schedule.stop();
    this.#reject(error);
  }
}

/** The core's configuration with what the fleets say of themselves. */
function withFacts(config: ManagerConfig, runners: readonly OpenRunner[]): ManagerConfig {
  return {
    ...config,
    runners: config.runners.map((runner, index) => {
      const facts = runners[index]?.facts;
      if (facts === undefined) return runner;
      return { ...runner, autoscaler: { ...runner.autoscaler, groupMaxSize: facts.maxSize, canWithdraw: facts.canWithdraw } };
    }),
  };
}

function selectionOf({ runner }: ManagerServiceOptions): { runner?: string } {
  return runner === undefined ? {} : { runner };
}

function policiesOf(config: GitlabRunnerConfig, options: ManagerServiceOptions): CalendarPolicy[][] {
  return toManagerConfig(config, selectionOf(options)).runners.map(({ autoscaler }) =>
    autoscaler.policy.map(({ periods, timezone }) => ({ periods, timezone })),
  );
}
