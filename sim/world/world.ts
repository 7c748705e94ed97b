import type { ManagerConfig } from '../../core/config.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import { Manager } from '../../core/manager/manager.ts';
import type { StoredInstance } from '../../core/scaling/stored-instance.ts';
import { DecisionHash } from '../engine/decision-hash.ts';
import { eventKind } from '../engine/event-kind.ts';
import { EventQueue } from '../engine/event-queue.ts';
import type { ErrorKind } from '../measure/error-kind.ts';
import { BusyTime, LevelTracker } from '../measure/level-tracker.ts';
import type { SimulationPlan } from '../simulation-plan.ts';
import { EffectBuffer } from './effect-buffer.ts';
import { FaultInjector } from './fault-injector.ts';
import { FleetWorld } from './fleet-world.ts';
import { InstanceTable } from './instance-table.ts';
import { JobFlow } from './job-flow.ts';
import { JobTable, type JobInput } from './job-table.ts';
import { ManagerLife } from './manager-life.ts';
import { WaitingCauses } from './waiting-causes.ts';

type RequestEffect = Extract<Effect, { kind: 'request-job' }>;
type StartEffect = Extract<Effect, { kind: 'start-job' }>;
type OtherEffect = Exclude<Effect, { kind: 'wake' | 'request-job' | 'start-job' }>;

/** What a run may be told beside its plan. */
export interface WorldOptions {
  /** Called with every event that enters the core and the effects that leave it. */
  readonly onStep?: (event: Event, effects: readonly Effect[], world: World) => void;
  /** Asked now and then, with the time of the world. */
  readonly shouldStop?: (now: number) => boolean;
  /** False where nobody looks at the series of the record: it then has a single step, and a small run takes two thirds of its time. */
  readonly series?: boolean;
  /** Runs every job step by step. */
  readonly unfold?: boolean;
  /** Makes every fruitless poll. */
  readonly pollAll?: boolean;
  /** What else happens to the world at known instants (milliseconds since `clock.start`), beside the faults of the scenario. */
  readonly interventions?: readonly { readonly at: number; readonly act: (world: World) => void }[];
  /** A manager other than the core's: a mutation of it. */
  readonly createManager?: (config: ManagerConfig, stored: readonly (readonly StoredInstance[])[]) => Manager;
}

/**
 * The fake world around the production core. It answers the core's effects by scheduling events, in virtual time, from a seed; it decides nothing about
 * scaling or jobs.
 */
export class World {
  now = 0;
  /** Kind and rank of what happens now. */
  eventKind = 0;
  /** When the manager's timer was last due. */
  wokenAt = -1;
  readonly plan: SimulationPlan;
  readonly seed: number;
  readonly warmup: number;
  readonly horizon: number;
  readonly options: WorldOptions;
  readonly events = new EventQueue();
  readonly jobs: JobTable;
  readonly instances = new InstanceTable();
  readonly levels: LevelTracker;
  readonly busy: BusyTime;
  readonly causes = new WaitingCauses();
  readonly hash = new DecisionHash();
  readonly errors: Partial<Record<ErrorKind, number>> = {};
  readonly flow: JobFlow;
  readonly fleet: FleetWorld;
  readonly faults: FaultInjector;
  readonly life: ManagerLife;
  /** When the next job of the workload arrives. */
  nextArrivalAt = Number.POSITIVE_INFINITY;
  /** Events that the core has taken. */
  steps = 0;
  readonly #effects = new EffectBuffer();
  #stepping = false;
  readonly #told: Event[] = [];

  constructor(plan: SimulationPlan, seed: number, input: JobInput, horizon: number, options: WorldOptions) {
    this.plan = plan;
    this.seed = seed;
    this.options = options;
    this.horizon = horizon;
    this.warmup = Math.min(plan.scenario.clock.warmupMs, horizon);
    this.jobs = new JobTable(input);
    this.levels = new LevelTracker(this.warmup, horizon, options.series === false ? 1 : undefined);
    this.busy = new BusyTime(this.warmup, horizon);
    this.life = new ManagerLife(this, options.createManager ?? ((config, stored) => new Manager(config, stored)));
    this.fleet = new FleetWorld(this);
    this.flow = new JobFlow(this, input.dependents ?? null);
    this.faults = new FaultInjector(this);
  }

  /** The manager that runs; null while none does. */
  get manager(): Manager | null {
    return this.life.manager;
  }

  /** Whether nothing is scheduled for this instant any more, but the ends of open requests and the manager's timer. */
  get isQuiet(): boolean {
    return this.events.topTime > this.now && this.nextArrivalAt > this.now;
  }

  count(error: ErrorKind): void {
    this.errors[error] = (this.errors[error] ?? 0) + 1;
  }

  /** Hands an event to the core, and what comes out of it to the world; from inside of that, afterwards. */
  tell(event: Event): void {
    if (this.#stepping) {
      this.#told.push(event);
      return;
    }
    this.#stepping = true;
    this.#step(event);
    while (this.#told.length > 0) this.#step(this.#told.shift() as Event);
    this.#stepping = false;
    this.flow.runs.settle();
  }

  #step(event: Event): void {
    const { manager } = this.life;
    if (manager === null) return;
    const effects = this.#effects;
    effects.clear();
    manager.step(event, effects);
    this.steps++;
    if (this.options.onStep !== undefined) this.options.onStep(event, effects.toArray(), this);
    const isDecided = this.#performAll(effects);
    if (isDecided || !isOfJobs(this.eventKind) || manager.shutdown.requested) this.fleet.listings.settle();
    this.measure();
  }

  /**
   * Performs the effects of a step in their order.
   *
   * @returns whether there was more to do than to ask for jobs and to start them. Where a job's arrival or end brings no more than that, nothing has begun to wait for the
   * loop of a fleet.
   */
  #performAll(effects: EffectBuffer): boolean {
    let isDecided = false;
    for (let index = 0; index < effects.count; index++) {
      switch (effects.kindAt(index)) {
        case 'wake':
          continue;
        // What every job brings is told from all else before it is looked at.
        case 'request-job':
          this.flow.desk.request(effects.at(index) as RequestEffect);
          continue;
        case 'start-job':
          this.#startJob(effects.at(index) as StartEffect);
          continue;
        default:
          isDecided = true;
          this.#perform(effects.at(index) as OtherEffect);
      }
    }
    return isDecided;
  }

  #startJob(effect: StartEffect): void {
    this.hash.addStart(effect, this.now);
    this.flow.start(effect);
  }

  #perform(effect: OtherEffect): void {
    this.hash.add(effect, this.now);
    switch (effect.kind) {
      case 'close-fleet':
        return;
      case 'list':
        this.fleet.list(effect);
        return;
      case 'decided':
        this.fleet.decided(effect.runner, effect.decision);
        return;
      case 'rebind-job':
        this.flow.rebind(effect);
        return;
      case 'stop-job':
        this.flow.runs.stop(effect.key, effect.cause);
        return;
      case 'finish-job':
        this.flow.finished(effect);
        return;
      case 'abandon-request':
        this.flow.desk.abandon(effect.op);
        return;
      case 'increase':
      case 'decrease':
      case 'withdraw':
      case 'suspend':
      case 'resume':
        this.fleet.call(effect);
        return;
      case 'prepare-instance':
      case 'probe-instance':
        this.fleet.reach(effect);
        return;
      case 'stopped':
        this.life.stopped();
    }
  }

  /** Brings the levels that follow from the core's counters up to date; they are 0 while no manager runs. */
  measure(): void {
    let busy = 0;
    let idle = 0;
    let requested = 0;
    for (const { scaler } of this.life.manager?.runners ?? noRunners) {
      busy += scaler.pool.acquired;
      idle += scaler.pool.readyFree;
      requested += scaler.provisioner.requestedCount;
    }
    const { now } = this;
    const { slotsBusy, slotsIdle, requested: ordered } = this.levels.areas;
    if (busy !== slotsBusy.value) {
      slotsBusy.set(busy, now);
      this.busy.set(busy, now);
    }
    slotsIdle.set(idle, now);
    ordered.set(requested, now);
  }
}

/** Whether what happens is the arrival or the end of a job. */
function isOfJobs(kind: number): boolean {
  return kind === eventKind.arrival || kind === eventKind.jobEnds;
}

const noRunners: Manager['runners'] = [];
