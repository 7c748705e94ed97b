import type { Finding } from '../../../core/finding.ts';
import type { TraceRows } from './trace-rows.ts';

/** One job of a trace as its file says it; times in seconds. */
export interface TraceRow {
  readonly arrivalS: number;
  readonly durationS: number;
  /** NaN where the file does not say. */
  readonly observedWaitS: number;
  readonly failed: boolean;
  /** Tags as one text, separated by commas. */
  readonly tags: string;
  readonly pipeline: number;
}

/** The rule of findings that are each a row that cannot be read: those may be left out by choice. */
export const badRow = 'bad-row';
/** Bad rows that are named one by one; the rest is counted. */
const namedRows = 20;
const firstLength = 1024;

/** Collects the rows of a trace, and what is wrong with those that cannot be read. */
export class TraceBuilder {
  readonly #file: string;
  readonly #findings: Finding[] = [];
  readonly #tagSets = new Map<string, number>();
  #bad = 0;
  #leftOut = 0;
  #count = 0;
  #arrivalMs = new Float64Array(firstLength);
  #durationMs = new Float64Array(firstLength);
  #waitMs = new Float64Array(firstLength);
  #failed = new Uint8Array(firstLength);
  #tagSet = new Uint32Array(firstLength);
  #pipeline = new Float64Array(firstLength);

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds a row, or names what is wrong with it. @param label what stands before that, where a line holds many rows. */
  add(row: TraceRow, line: number, label = ''): void {
    const problem = problemOf(row);
    if (problem !== null) {
      this.bad(`${label}${problem}`, line, 1);
      return;
    }
    if (this.#count === this.#arrivalMs.length) this.#grow();
    const index = this.#count++;
    this.#arrivalMs[index] = Math.round(row.arrivalS * 1000);
    this.#durationMs[index] = Math.round(row.durationS * 1000);
    this.#waitMs[index] = Math.round(row.observedWaitS * 1000);
    this.#failed[index] = row.failed ? 1 : 0;
    this.#tagSet[index] = this.#tagSetOf(row.tags);
    this.#pipeline[index] = row.pipeline;
  }

  /** Counts a row that cannot be read. */
  bad(message: string, line: number, column: number): void {
    this.#bad++;
    if (this.#bad <= namedRows) this.#findings.push(this.#finding(`bad row: ${message}`, line, column));
  }

  /** Says why the file is no trace at all: nothing of it can be left out. */
  unusable(message: string): void {
    this.#findings.push({ ...this.#finding(message, 1, 1), rule: 'trace', hint: '' });
  }

  /** Counts a job that never ran to an end, and is no fault of the file. */
  leaveOut(): void {
    this.#leftOut++;
  }

  finish(): { rows: TraceRows; findings: Finding[] } {
    if (this.#bad > namedRows) this.#findings.push(this.#finding(`${String(this.#bad - namedRows)} more bad rows`, 0, 0));
    if (this.#leftOut > 0) {
      const message = `${String(this.#leftOut)} jobs that have not started, or not ended, are left out`;
      this.#findings.push({ ...this.#finding(message, 0, 0), severity: 'warning', rule: 'trace', hint: '' });
    }
    const order = this.#order();
    const pick = (column: Float64Array): Float64Array => Float64Array.from(order, (index) => column[index] as number);
    const rows = {
      count: this.#count,
      arrivalMs: pick(this.#arrivalMs),
      durationMs: pick(this.#durationMs),
      observedWaitMs: pick(this.#waitMs),
      failed: Uint8Array.from(order, (index) => this.#failed[index] as number),
      tagSet: Uint32Array.from(order, (index) => this.#tagSet[index] as number),
      tagSets: [...this.#tagSets.keys()].map((tags) => tags.split(',').filter((tag) => tag !== '')),
      pipeline: pick(this.#pipeline),
      badRowCount: this.#bad,
    };
    const first = rows.arrivalMs[0] ?? 0;
    if (first !== 0 && first > 1e11) for (let index = 0; index < rows.count; index++) rows.arrivalMs[index] = (rows.arrivalMs[index] as number) - first;
    return { rows, findings: this.#findings };
  }

  /** Rows by arrival; nearly always they come that way. */
  #order(): Uint32Array {
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    const arrivals = this.#arrivalMs;
    for (let index = 1; index < this.#count; index++) {
      if ((arrivals[index - 1] as number) > (arrivals[index] as number))
        return order.sort((a, b) => (arrivals[a] as number) - (arrivals[b] as number) || a - b);
    }
    return order;
  }

  #tagSetOf(tags: string): number {
    const known = this.#tagSets.get(tags);
    if (known !== undefined) return known;
    this.#tagSets.set(tags, this.#tagSets.size);
    return this.#tagSets.size - 1;
  }

  #finding(message: string, line: number, column: number): Finding {
    return {
      severity: 'error',
      rule: badRow,
      message,
      path: '',
      file: this.#file,
      line,
      column,
      length: column === 0 ? 0 : 1,
      sourceLine: '',
      hint: 'mend the row, or set `bad_rows: skip` to leave such rows out',
    };
  }

  #grow(): void {
    const length = this.#count * 2;
    const wider = (array: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(length);
      larger.set(array);
      return larger;
    };
    this.#arrivalMs = wider(this.#arrivalMs);
    this.#durationMs = wider(this.#durationMs);
    this.#waitMs = wider(this.#waitMs);
    this.#pipeline = wider(this.#pipeline);
    const failed = new Uint8Array(length);
    failed.set(this.#failed);
    this.#failed = failed;
    const tagSet = new Uint32Array(length);
    tagSet.set(this.#tagSet);
    this.#tagSet = tagSet;
  }
}

function problemOf({ arrivalS, durationS }: TraceRow): string | null {
  if (!Number.isFinite(arrivalS)) return 'the arrival is not a number';
  if (arrivalS < 0) return 'the arrival is negative';
  if (!Number.isFinite(durationS)) return 'the duration is not a number';
  if (durationS <= 0) return 'the duration is not above 0';
  return null;
}
