import type { DemoCoordinator } from '../../adapters/demo-coordinator/demo-coordinator.ts';
import type { ManagerService } from '../../adapters/driver/manager-service.ts';
import { decisionText } from '../../adapters/metrics/decision-text.ts';
import { statusOf, type RunnerStatus } from '../../adapters/metrics/status.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { RunOptions } from '../commands/drydock/run.ts';
import { exitCodes } from '../exit-codes.ts';
import { identity } from '../identity.ts';
import type { Io } from '../io.ts';
import { terminalStyle } from '../terminal-style.ts';
import type { PlannedPipeline } from './demo-plan.ts';
import { clockText, type DemoView } from './demo-view.ts';
import { DemoWorkload, type SeenJob } from './demo-workload.ts';
import { FleetRecord } from './fleet-record.ts';
import { LiveView } from './live-view.ts';
import { PlainView } from './plain-view.ts';

/** What a session plays, and where it is shown. */
export interface DemoSessionOptions {
  readonly coordinator: DemoCoordinator;
  readonly plan: readonly PlannedPipeline[];
  readonly title: string;
  /** Slots of an instance. */
  readonly capacity: number;
  readonly io: Io;
}

const tickMs = 100;

/** One demo at work: it feeds the coordinator, watches the manager, shows both, and ends the manager when the pipelines are over or a signal comes. */
export class DemoSession {
  readonly workload: DemoWorkload;
  readonly fleet = new FleetRecord();
  readonly #io: Io;
  readonly #coordinator: DemoCoordinator;
  readonly #view: DemoView;
  readonly #release: () => void;
  #service: ManagerService | null = null;
  #signals = 0;
  #endedAt: number | null = null;
  #isEnding = false;

  constructor({ coordinator, plan, title, capacity, io }: DemoSessionOptions) {
    this.#io = io;
    this.#coordinator = coordinator;
    this.workload = new DemoWorkload(coordinator, plan, {
      pipeline: (name, jobs) => this.#view.pipeline(name, jobs, this.#now()),
      job: (entry) => this.#view.job(entry, this.#now()),
    });
    const { stdout } = io;
    this.#view = stdout.isTTY
      ? new LiveView(stdout, terminalStyle(stdout, io.env), { title, capacity, entries: () => this.workload.entries, runner: () => this.#runner() })
      : new PlainView(stdout);
    this.#release = io.onInterrupt((signal) => this.#interrupt(signal));
  }

  /** What `drydock run` is called with. */
  get hooks(): Pick<RunOptions, 'supervise' | 'observe' | 'hasOwnSignals'> {
    return {
      hasOwnSignals: true,
      supervise: (service, pages) => this.#supervise(service, pages),
      observe: (event, effects) => this.#observe(event, effects),
    };
  }

  /** Whether a signal came. */
  get interrupted(): boolean {
    return this.#signals > 0;
  }

  /** From the manager's first instant to the end of the last job, in milliseconds. */
  get tookMs(): number {
    return (this.#endedAt ?? Date.now()) - (this.fleet.startedAt ?? Date.now());
  }

  close(): void {
    this.#release();
    this.#view.close();
  }

  #supervise(service: ManagerService, pages: string | null): () => void {
    this.#service = service;
    if (pages !== null) this.#io.stdout.write(`Its status: http://${pages}/status?refresh=5\n`);
    this.#io.stdout.write('\n');
    const timer = setInterval(() => this.#tick(service), tickMs);
    return () => {
      clearInterval(timer);
      this.#view.tick(this.#now());
    };
  }

  #tick(service: ManagerService): void {
    this.workload.advance(this.#now(), runningJobs(service));
    this.#view.tick(this.#now());
    if (this.workload.isOver) this.#endedAt ??= Date.now();
    if (!this.workload.isOver && this.#signals === 0) return;
    if (this.#isEnding) return;
    this.#isEnding = true;
    service.shutDown('graceful');
    // The manager waits for its open request, and this GitLab has nothing more for it.
    this.#coordinator.letGo();
  }

  #observe(event: Event, effects: readonly Effect[]): void {
    this.fleet.observe(event, effects);
    for (const effect of effects)
      if (effect.kind === 'decided')
        this.#view.decision(
          decisionText(effect.decision, (at) => clockText(this.#sinceStart(at))),
          this.#now(),
        );
  }

  /** The first signal waits for the jobs that run, the second stops them, the third ends the program: the sweeper removes what is there. */
  #interrupt(signal: string): void {
    this.#signals++;
    this.workload.stop();
    if (this.#signals === 1) this.#view.note(`${signal}: waiting for the jobs that run; once more stops them`, this.#now());
    if (this.#signals === 2) this.#view.note(`${signal} again: stopping the jobs`, this.#now());
    if (this.#signals === 2) this.#service?.shutDown('forceful');
    if (this.#signals > 2) process.exit(exitCodes.interrupted);
  }

  #runner(): RunnerStatus | null {
    const service = this.#service;
    if (service === null) return null;
    const { view, decisions, metrics } = service;
    const status = statusOf({ view, decisions, version: identity().version, state: () => metrics.process.state, timeText: String });
    return status.runners[0] ?? null;
  }

  #now(): number {
    return this.#sinceStart(Date.now());
  }

  #sinceStart(at: number): number {
    return this.fleet.startedAt === null ? 0 : at - this.fleet.startedAt;
  }
}

function runningJobs({ view }: ManagerService): SeenJob[] {
  return [...view.jobs()].flatMap(({ id, executorStage, instance }) => (executorStage === 'instance_run' && instance !== null ? [{ id, instance }] : []));
}
