import { crc32 } from 'node:zlib';

/** How a job stands, in GitLab's words. `created` jobs wait for others, `skipped` ones never run. */
export type CoordinatorJobStatus = 'created' | 'pending' | 'running' | 'canceling' | 'canceled' | 'success' | 'failed' | 'skipped';

/** What a job request is answered with: at least an id and a token. Sent as it is. */
export interface ServedPayload {
  readonly id: number;
  readonly token: string;
  readonly [key: string]: unknown;
}

/** A file that a job uploaded. */
export interface StoredArtifact {
  readonly filename: string;
  readonly type: string;
  readonly format: string;
  readonly expireIn: string;
  readonly bytes: Buffer;
}

/** A runner's report of a job's state, as it came. */
export interface ReportedState {
  readonly state: string;
  readonly failureReason: string | null;
  readonly exitCode: number | null;
  readonly checksum: string | null;
  readonly bytes: number;
}

/** One job as the coordinator keeps it: what it is, how it stands, what its log says and which files it left. */
export class CoordinatorJob {
  payload: ServedPayload;
  /** A runner needs all of them. */
  readonly tags: readonly string[];
  status: CoordinatorJobStatus = 'created';
  failureReason: string | null = null;
  exitCode: number | null = null;
  /** Every report, the first with state `running`. */
  readonly reports: ReportedState[] = [];
  readonly artifacts: StoredArtifact[] = [];
  #log: Buffer[] = [];
  #logBytes = 0;

  constructor(payload: ServedPayload, tags: readonly string[] = []) {
    this.payload = payload;
    this.tags = tags;
  }

  get id(): number {
    return this.payload.id;
  }

  /** Whether a runner has it and may still speak of it. */
  get isOpen(): boolean {
    return this.status === 'running' || this.status === 'canceling';
  }

  /** Whether nothing will change it any more. */
  get isOver(): boolean {
    return this.status === 'success' || this.status === 'failed' || this.status === 'canceled' || this.status === 'skipped';
  }

  /** The log so far. */
  get log(): Buffer {
    if (this.#log.length > 1) this.#log = [Buffer.concat(this.#log)];
    return this.#log[0] ?? Buffer.alloc(0);
  }

  get logBytes(): number {
    return this.#logBytes;
  }

  /** Adds bytes that begin at `start`. False where that is not the log's end: nothing is added then. */
  append(start: number, bytes: Buffer): boolean {
    if (start > this.#logBytes) return false;
    // A runner that was not told of the success of an earlier call sends some bytes again.
    if (start < this.#logBytes) this.cutLog(start);
    this.#log.push(bytes);
    this.#logBytes += bytes.length;
    return true;
  }

  /** Forgets what the log has from that byte on. */
  cutLog(size: number): void {
    this.#log = [Buffer.from(this.log.subarray(0, size))];
    this.#logBytes = this.#log[0]!.length;
  }

  /** Whether the log is the one that a report speaks of. */
  hasLogOf(report: ReportedState): boolean {
    if (report.checksum === null) return true;
    return report.bytes === this.#logBytes && report.checksum === `crc32:${crc32(this.log).toString(16).padStart(8, '0')}`;
  }

  /** Takes a report as true. */
  accept(report: ReportedState): void {
    if (report.state === 'running') return;
    this.failureReason = report.failureReason;
    this.exitCode = report.exitCode;
    this.status = this.status === 'canceling' ? 'canceled' : report.state === 'success' ? 'success' : 'failed';
  }
}
