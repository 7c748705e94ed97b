import type { Host } from './host-pool.ts';

/** What the fake cloud knows of an instance that exists. */
export class CloudInstance {
  readonly id: string;
  phase: 'creating' | 'running' | 'deleting' | 'gone' = 'creating';
  /** Runs, but will never answer. */
  readonly stuck: boolean;
  /** When it answers connections, unless it is stuck. */
  readyAt: number;
  /** Cut off from the manager until then. */
  unreachableUntil = 0;
  /** Jobs that have a machine on it. */
  jobCount = 0;
  /** Its row in the table of instances. */
  readonly row: number;
  readonly zone: string;
  readonly spot: boolean;
  readonly host: Host | null;
  /** Removals that the cloud has accepted. */
  deletions = 0;
  /** The manager has made it ready. */
  ready = false;
  /** Its nesting daemon is down until then. */
  daemonDownUntil = 0;

  constructor(id: string, row: number, zone: string, spot: boolean, host: Host | null, readyAt: number, stuck: boolean) {
    this.id = id;
    this.row = row;
    this.zone = zone;
    this.spot = spot;
    this.host = host;
    this.readyAt = readyAt;
    this.stuck = stuck;
  }

  /** Whether a connection would be answered. */
  answers(now: number): boolean {
    return (this.phase === 'running' || this.phase === 'deleting') && !this.stuck && now >= this.readyAt && now >= this.unreachableUntil;
  }
}
