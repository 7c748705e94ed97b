import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { InstanceId, Op, RunnerIndex } from '../../core/ids.ts';
import type { Ticks } from '../../core/time.ts';
import type { ManagerView } from './manager-view.ts';

/** Hears what happens to fleets and their instances; spans are in the core's ticks. */
export interface FleetObserver {
  operated(runner: RunnerIndex, operation: 'create' | 'delete' | 'suspend' | 'resume', count: number): void;
  /** A listing came in; `skipped` listings before it were left out because they would have changed nothing. */
  listed(runner: RunnerIndex, skipped: number): void;
  /** A listing did not name so many instances that should be there. */
  missed(runner: RunnerIndex, count: number): void;
  /** A requested instance was named for the first time, that long after its request. */
  discovered(runner: RunnerIndex, span: Ticks): void;
  /** An instance runs, that long after its request. */
  runs(runner: RunnerIndex, span: Ticks): void;
  /** An instance is gone: how long it was known, and how long its deletion took where that was asked for. */
  gone(runner: RunnerIndex, life: Ticks, deletion: Ticks | null): void;
}

interface Watched {
  readonly instance: Instance;
  running: boolean;
}

interface WatchedFleet {
  readonly known: Map<InstanceId, Watched>;
  readonly absent: Set<InstanceId>;
}

type Answer = Extract<Event, { readonly op: Op; readonly kind: `fleet-${string}` }>;

/** Reads from the core's steps what becomes of each instance. It looks only at instances that an answer names. */
export class FleetWatch {
  readonly #view: ManagerView;
  readonly #observer: FleetObserver;
  readonly #owners = new Map<Op, RunnerIndex>();
  readonly #fleets: readonly WatchedFleet[];

  constructor(view: ManagerView, observer: FleetObserver) {
    this.#view = view;
    this.#observer = observer;
    this.#fleets = view.runners.map(() => ({ known: new Map(), absent: new Set() }));
  }

  /** Takes one step of the core, after it. */
  observe(event: Event, effects: readonly Effect[]): void {
    if (isAnswer(event)) {
      const runner = this.#owners.get(event.op);
      this.#owners.delete(event.op);
      if (runner !== undefined) this.#answered(runner, event);
    }
    for (const effect of effects) {
      switch (effect.kind) {
        case 'list':
        case 'increase':
        case 'decrease':
        case 'suspend':
        case 'resume':
          this.#owners.set(effect.op, effect.runner);
          break;
        case 'decided':
          if (effect.decision.kind === 'lose-instance') this.#settle(effect.runner, effect.decision.id, event.at);
          break;
        default:
      }
    }
  }

  #answered(runner: RunnerIndex, answer: Answer): void {
    switch (answer.kind) {
      case 'fleet-listed':
        this.#listed(runner, answer);
        return;
      case 'fleet-increased':
        this.#observer.operated(runner, 'create', answer.succeeded);
        return;
      case 'fleet-decreased':
        this.#observer.operated(runner, 'delete', answer.succeeded.length);
        return;
      case 'fleet-suspended':
        this.#observer.operated(runner, 'suspend', answer.succeeded.length);
        return;
      case 'fleet-resumed':
        this.#observer.operated(runner, 'resume', answer.succeeded.length);
        return;
      case 'fleet-withdrawn':
    }
  }

  #listed(runner: RunnerIndex, { at, changes, fault, unchanged }: Extract<Event, { kind: 'fleet-listed' }>): void {
    const skipped = (unchanged?.count ?? 1) - 1;
    this.#observer.listed(runner, skipped);
    if (fault !== null) return;
    const { absent, known } = this.#fleets[runner] as WatchedFleet;
    for (const { id, state } of changes) {
      if (state !== 'absent') absent.delete(id);
      // What is deleted is expected to be missing one day.
      else if (known.get(id)?.instance.removing === false) absent.add(id);
    }
    this.#observer.missed(runner, absent.size * (1 + skipped));
    for (const { id } of changes) this.#settle(runner, id, at);
  }

  /** Compares what is known of an instance with the books. */
  #settle(runner: RunnerIndex, id: InstanceId, at: Ticks): void {
    const { known, absent } = this.#fleets[runner] as WatchedFleet;
    const instance = this.#view.manager.runners[runner]?.scaler.provisioner.instance(id);
    let watched = known.get(id);
    // Another one under the same id: the first is gone.
    if (watched !== undefined && watched.instance !== instance) {
      known.delete(id);
      absent.delete(id);
      const { provisionedAt, deletedAt } = watched.instance;
      this.#observer.gone(runner, at - provisionedAt, deletedAt === null ? null : at - deletedAt);
      watched = undefined;
    }
    if (instance === undefined) return;
    if (watched === undefined) {
      watched = { instance, running: false };
      known.set(id, watched);
      if (instance.requestedAt !== null) this.#observer.discovered(runner, at - instance.requestedAt);
    }
    if (instance.state !== 'running' || watched.running) return;
    watched.running = true;
    if (instance.requestedAt !== null) this.#observer.runs(runner, at - instance.requestedAt);
  }
}

function isAnswer(event: Event): event is Answer {
  return event.kind.startsWith('fleet-');
}
