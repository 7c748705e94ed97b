import type { ManagerConfig } from '../../core/config.ts';
import type { Manager } from '../../core/manager/manager.ts';
import type { StoredInstance } from '../../core/scaling/stored-instance.ts';
import type { ManagerRestart } from '../scenario/scenario-fault.ts';
import { eventKind } from '../engine/event-kind.ts';
import type { World } from './world.ts';

type CreateManager = (config: ManagerConfig, stored: readonly (readonly StoredInstance[])[]) => Manager;

/** When a manager runs: it starts, is told its schedule, is killed or shut down by a fault, and starts again. */
export class ManagerLife {
  manager: Manager | null;
  /** Counts the managers: what was sent to an earlier one does not reach a later one. */
  generation = 0;
  readonly #world: World;
  readonly #create: CreateManager;
  /** What the state file holds, per runner, for the next manager. */
  #stored: StoredInstance[][] = [];
  #restart: ManagerRestart | null = null;

  constructor(world: World, create: CreateManager) {
    this.#world = world;
    this.#create = create;
    this.manager = create(world.plan.manager, []);
  }

  /** When the manager's timer is due; infinite while no manager runs. */
  get wakeAt(): number {
    return this.manager === null ? Number.POSITIVE_INFINITY : this.manager.wakeAt;
  }

  /** The first events of a manager's life: its policies, then its start. */
  start(): void {
    const { now, plan } = this.#world;
    plan.schedules.forEach((schedule, runner) => {
      const current = schedule.findLast(({ atMs }) => atMs <= now);
      if (current !== undefined) this.#world.tell({ kind: 'schedule-changed', at: now, runner, active: current.active });
    });
    this.#world.tell({ kind: 'started', at: now });
  }

  /** Schedules the changes of all policies. */
  scheduleChanges(): void {
    this.#world.plan.schedules.forEach((schedule, runner) => {
      schedule.forEach(({ atMs }, index) => {
        if (atMs > 0) this.#world.events.push(atMs, eventKind.scheduleChanges, index * 1024 + runner);
      });
    });
  }

  scheduleChanged(payload: number): void {
    const runner = payload % 1024;
    const change = this.#world.plan.schedules[runner]?.[Math.floor(payload / 1024)];
    if (change !== undefined) this.#world.tell({ kind: 'schedule-changed', at: this.#world.now, runner, active: change.active });
  }

  /** A fault ends the manager: at once, or by a signal that it answers with its own shutdown. */
  end(fault: ManagerRestart): void {
    if (this.manager === null) return;
    this.#restart = fault;
    if (fault.signal === 'SIGKILL') {
      this.#remember();
      this.#down();
      return;
    }
    this.#remember();
    this.#world.tell({ kind: 'shutdown-requested', at: this.#world.now, mode: fault.signal === 'SIGQUIT' ? 'graceful' : 'forceful' });
  }

  /** The manager has emitted its last effect. */
  stopped(): void {
    this.#remember();
    this.#down();
  }

  /** The next manager starts. */
  startAgain(): void {
    this.manager = this.#create(this.#world.plan.manager, this.#stored);
    this.#world.fleet.forgetListings();
    this.start();
  }

  #remember(): void {
    const keeps = this.#restart?.state !== 'lost';
    this.#stored = keeps && this.manager !== null ? this.manager.stored() : [];
  }

  #down(): void {
    this.manager = null;
    this.generation++;
    this.#world.flow.managerGone();
    this.#world.measure();
    this.#world.events.push(this.#world.now + (this.#restart?.downMs ?? 0), eventKind.managerStarts, 0);
  }
}
