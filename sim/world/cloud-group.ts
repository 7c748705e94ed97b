import type { InstanceChange } from '../../core/event.ts';
import type { Fault } from '../../core/fault.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { ErrorKind } from '../measure/error-kind.ts';
import { compileDistribution } from '../random/distributions.ts';
import { RandomStream } from '../random/random-stream.ts';
import type { FleetModel } from '../scenario/fleet-model.ts';
import { CloudInstance } from './cloud-instance.ts';
import { HostPool } from './host-pool.ts';
import type { InstanceTable } from './instance-table.ts';

/** How a request of instances ended. */
export interface Increase {
  readonly succeeded: number;
  readonly fault: Fault | null;
}

/** What the group needs of the world around it. */
export interface GroupWorld {
  readonly now: number;
  /** Something will happen to an instance. */
  schedule(at: number, instance: CloudInstance, step: GroupStep): void;
  /** The number of instances that exist changed, or what they are doing. */
  moved(): void;
  /** A listing that is answered at `at` or later will have something new to say. */
  news(at: number): void;
  /** An instance is gone, with whatever ran on it. */
  died(instance: CloudInstance): void;
  count(error: ErrorKind): void;
}

/** What happens to an instance next: it boots up, is gone, hears of its reclaim, is reclaimed, or its host is scrubbed. */
export type GroupStep = 'runs' | 'goes' | 'notice' | 'reclaim' | 'scrubbed';

/** One entry of what a listing will say. */
interface Move extends InstanceChange {
  readonly at: number;
}

const outOfCapacity: Fault = { code: 'out-of-capacity', detail: 'the cloud has no machine for the request' };
const quotaReached: Fault = { code: 'quota', detail: 'the group is at its maximum size' };

/** The fake instance group of a cloud: it makes and unmakes instances, slowly, sometimes not at all, and says so with delay. */
export class CloudGroup {
  readonly model: FleetModel;
  readonly hosts: HostPool | null;
  readonly instances = new Map<string, CloudInstance>();
  /** Refused share of requested instances, by zone; the empty name is every zone. */
  readonly shortages = new Map<string, number>();
  readonly closedZones = new Set<string>();
  bootFactor = 1;
  bootFailShare = 0;
  deleting = 0;
  readonly #world: GroupWorld;
  readonly #table: InstanceTable;
  readonly #maxSize: number;
  readonly #prefix: string;
  readonly #streams: Record<'running' | 'ready' | 'delete' | 'failure' | 'spot' | 'recycle' | 'shortage', RandomStream>;
  readonly #running;
  readonly #ready;
  readonly #delete;
  readonly #recycle;
  /** Accepted requests that will never become instances. */
  #shortfall = 0;
  #serial = 0;
  #moves: Move[] = [];

  constructor(model: FleetModel, maxSize: number, prefix: string, seed: number, table: InstanceTable, world: GroupWorld) {
    this.model = model;
    this.#maxSize = maxSize;
    this.#prefix = prefix;
    this.#table = table;
    this.#world = world;
    const stream = (name: string): RandomStream => new RandomStream(seed, `fleet.${prefix}${name}`);
    this.#streams = {
      running: stream('running'),
      ready: stream('ready'),
      delete: stream('delete'),
      failure: stream('failure'),
      spot: stream('spot'),
      recycle: stream('recycle'),
      shortage: stream('shortage'),
    };
    this.#running = compileDistribution(model.boot.running);
    this.#ready = compileDistribution(model.boot.ready);
    this.#delete = compileDistribution(model.delete);
    this.hosts = model.host === null ? null : new HostPool(model.host);
    this.#recycle = model.host === null ? null : compileDistribution(model.host.recycle);
  }

  /** Accepts as many of the wanted instances as there is room, stock and batch for. */
  increase(wanted: number): Increase {
    const batch = Math.min(wanted, this.model.api.maxBatch ?? wanted);
    const room = Math.max(0, this.#maxSize - this.instances.size - this.#shortfall);
    const tried = Math.min(batch, room);
    let succeeded = 0;
    for (let index = 0; index < tried; index++) if (this.#create()) succeeded++;
    if (succeeded < tried) return { succeeded, fault: outOfCapacity };
    return { succeeded, fault: tried < batch ? quotaReached : null };
  }

  /** Begins to remove instances; returns the ids that the cloud accepted. */
  decrease(instances: readonly Instance[]): string[] {
    const accepted: string[] = [];
    const batch = this.model.api.maxBatch ?? instances.length;
    for (const { id } of instances.slice(0, batch)) {
      const instance = this.instances.get(id);
      if (instance === undefined) continue;
      accepted.push(id);
      if (instance.phase !== 'deleting') this.#beginDeletion(instance);
    }
    return accepted;
  }

  /** Takes back accepted requests that will never become instances. */
  withdraw(count: number): number {
    const taken = Math.min(count, this.#shortfall);
    this.#shortfall -= taken;
    return taken;
  }

  /** From when on a listing has something new to say, by what has happened up to now; infinite for never. */
  get newsAt(): number {
    const [next] = this.#moves;
    return next === undefined ? Number.POSITIVE_INFINITY : next.at + this.model.api.stalenessMs;
  }

  /** What changed since the last listing, as the interface sees it. */
  list(now: number): InstanceChange[] {
    const until = now - this.model.api.stalenessMs;
    const moves = this.#moves;
    let count = 0;
    while (count < moves.length && (moves[count] as Move).at <= until) count++;
    if (count === 0) return noChanges;
    const said = moves.splice(0, count);
    const [{ id, state }] = said as [Move];
    if (count === 1) return [{ id, state }];
    const last = new Map(said.map(({ id, state }) => [id, state]));
    // An instance that came and went between two listings has never shown itself: its request stays open, as that of one that failed to come.
    for (const { id, state } of said) if (state === 'creating' && last.get(id) === 'absent') this.#shortfall++;
    return [...last].map(([id, state]) => ({ id, state }));
  }

  /** A manager that has just started has heard of nothing yet. */
  forgetListings(now: number): void {
    // Whatever the interface shows late, it has shown to an earlier manager.
    this.#moves = [...this.instances.values()].map(({ id, phase }) => ({
      at: now - this.model.api.stalenessMs,
      id,
      state: phase === 'gone' ? 'absent' : phase,
    }));
  }

  /** What was scheduled for an instance has come. */
  step(instance: CloudInstance, step: GroupStep): void {
    if (instance.phase === 'gone') return;
    if (step === 'runs' && instance.phase === 'creating') this.#move(instance, 'running');
    else if (step === 'goes') this.kill(instance);
  }

  /** Ends an instance at once, whatever runs on it. */
  kill(instance: CloudInstance): void {
    if (instance.phase === 'gone') return;
    if (instance.phase === 'deleting') this.deleting--;
    this.#move(instance, 'gone');
    this.instances.delete(instance.id);
    const { now } = this.#world;
    this.#table.gone(instance.row, now);
    if (instance.host !== null && this.hosts !== null && this.#recycle !== null) {
      this.hosts.giveBack(instance.host, now, this.#recycle.sample(this.#streams.recycle.at(instance.row)));
      this.#world.schedule(instance.host.freeAt, instance, 'scrubbed');
    }
    this.#world.died(instance);
    this.#world.moved();
  }

  #create(): boolean {
    const row = this.#serial++;
    const zone = this.#zone(row);
    if (zone === null) return false;
    const share = Math.max(this.shortages.get('') ?? 0, this.shortages.get(zone) ?? 0);
    if (share > 0 && this.#streams.shortage.at(row) < share) return false;
    if (this.#streams.failure.at(row, 0) < this.model.failure.create) {
      this.#shortfall++;
      this.#world.count('create');
      return true;
    }
    const { now } = this.#world;
    const place = this.hosts === null ? { host: null, at: now } : this.hosts.take(now);
    if (place === null) return false;
    const runsAt = place.at + this.#running.sample(this.#streams.running.at(row)) * this.bootFactor;
    const readyAt = runsAt + this.#ready.sample(this.#streams.ready.at(row)) * this.bootFactor;
    const stuck = this.#streams.failure.at(row, 1) < Math.max(this.bootFailShare, this.model.failure.bootStuck);
    const spot = this.model.spot !== null && this.#streams.spot.at(row, 0) < this.model.spot.share;
    const instance = new CloudInstance(`${this.#prefix}i-${String(row + 1)}`, this.#table.add(now, spot), zone, spot, place.host, Math.round(readyAt), stuck);
    this.instances.set(instance.id, instance);
    this.#note({ at: now, id: instance.id, state: 'creating' });
    this.#world.schedule(Math.round(runsAt), instance, 'runs');
    if (spot) this.#scheduleReclaim(instance, row);
    this.#world.moved();
    return true;
  }

  /** Zones in turn, without those that take no new instances. */
  #zone(row: number): string | null {
    const open = this.model.zones.filter((zone) => !this.closedZones.has(zone));
    return open[row % Math.max(1, open.length)] ?? null;
  }

  /** Each spot instance dies alone, after a time without memory; waves are the world's. */
  #scheduleReclaim(instance: CloudInstance, row: number): void {
    const { spot } = this.model;
    if (spot === null || spot.waveShare > 0 || spot.reclaimsPerHour === 0) return;
    const life = compileDistribution({ dist: 'exponential', meanMs: Math.round(3_600_000 / spot.reclaimsPerHour), minMs: null, maxMs: null }).sample(
      this.#streams.spot.at(row, 1),
    );
    this.reclaim(instance, this.#world.now + life);
  }

  /** Lets an instance end at an instant, whatever runs on it. */
  endAt(instance: CloudInstance, at: number): void {
    this.#world.schedule(at, instance, 'goes');
  }

  /** Announces that an instance will be taken back, and takes it. */
  reclaim(instance: CloudInstance, at: number): void {
    const notice = this.model.spot?.noticeMs ?? 0;
    const { now } = this.#world;
    if (notice > 0) this.#world.schedule(Math.max(now, at - notice), instance, 'notice');
    this.#world.schedule(Math.max(now, at), instance, 'reclaim');
  }

  #beginDeletion(instance: CloudInstance): void {
    if (this.#streams.failure.at(instance.row, 2 + instance.deletions++) < this.model.failure.delete) {
      this.#world.count('delete');
      return;
    }
    this.deleting++;
    this.#move(instance, 'deleting');
    this.#world.schedule(this.#world.now + this.#delete.sample(this.#streams.delete.at(instance.row)), instance, 'goes');
    this.#world.moved();
  }

  #move(instance: CloudInstance, phase: 'running' | 'deleting' | 'gone'): void {
    instance.phase = phase;
    this.#note({ at: this.#world.now, id: instance.id, state: phase === 'gone' ? 'absent' : phase });
  }

  /** Keeps news for the next listing. */
  #note(move: Move): void {
    this.#world.news(move.at + this.model.api.stalenessMs);
    this.#moves.push(move);
  }
}

const noChanges: InstanceChange[] = [];
