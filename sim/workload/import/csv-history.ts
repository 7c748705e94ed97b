import { durationPattern, parseDuration } from '../../scenario/text/duration.ts';
import { CsvFields } from '../trace/csv-fields.ts';
import { secondsOfInstant } from '../trace/instant-seconds.ts';
import { findColumns, type ColumnPlaces, type ColumnRole } from './csv-columns.ts';
import type { ImportedJob, ImportedStatus } from './imported-job.ts';
import type { NameKeeper } from './name-keeper.ts';

/** The jobs of a foreign file. */
export interface TableHistory {
  /** In order of arrival. */
  readonly jobs: readonly (ImportedJob & { readonly kind: string })[];
  /** Whether arrivals are milliseconds since 1970. */
  readonly isDated: boolean;
  /** Rows of jobs that did not run: they have no start, no end, or a duration of 0. */
  readonly notRun: number;
  /** One line for each row that could not be read. */
  readonly problems: readonly string[];
}

/** Numbers above are seconds since 1970 in the year 2001 or later; those above a thousand times as much, milliseconds. */
const epochSeconds = 1e9;
const epochMilliseconds = 1e12;
const completedWords: ReadonlySet<string> = new Set(['completed', 'success', 'succeeded', 'passed', 'ok', 'done', 'finished', '']);
const failedWords: ReadonlySet<string> = new Set(['failed', 'failure', 'error', 'broken']);

/**
 * Reads a CSV text of whatever columns. A job arrives at its start less its wait, else at its arrival,
 * which often is the creation of its pipeline; it waits as long as its wait says, else from its arrival to
 * its start; it runs as long as its duration says, else from its start to its end. Times are dates, or seconds or milliseconds since 1970, or seconds from the
 * start of the history; spans are seconds, or durations such as `1h30m`.
 *
 * @returns one line where the header is none that could be read.
 */
export function readCsvHistory(bytes: Uint8Array, chosen: ReadonlyMap<string, string>, names: NameKeeper): TableHistory | string {
  const fields = new CsvFields(bytes);
  const width = fields.readRow();
  if (width === 0) return 'the file is empty';
  const places = findColumns(
    Array.from({ length: width }, (_, index) => fields.text(index).trim()),
    chosen,
  );
  if (typeof places === 'string') return places;
  const rows = new TableRows(fields, places, names);
  for (let count = fields.readRow(); count > 0; count = fields.readRow()) {
    if (count === 1 && fields.isEmpty(0)) continue;
    if (fields.isUnclosed) {
      rows.problem('a quoted field is never closed, so that the rest of the file belongs to this row');
      break;
    }
    if (count !== width) rows.problem(`${String(count)} fields where the header has ${String(width)}`);
    else rows.read();
  }
  return rows.finish();
}

class TableRows {
  readonly #fields: CsvFields;
  readonly #places: ColumnPlaces;
  readonly #names: NameKeeper;
  readonly #jobs: (ImportedJob & { readonly kind: string })[] = [];
  readonly #problems: string[] = [];
  #notRun = 0;
  #firstMs = Number.POSITIVE_INFINITY;

  constructor(fields: CsvFields, places: ColumnPlaces, names: NameKeeper) {
    this.#fields = fields;
    this.#places = places;
    this.#names = names;
  }

  problem(message: string): void {
    this.#problems.push(`line ${String(this.#fields.line)}: ${message}`);
  }

  read(): void {
    const startMs = this.#time('start');
    const saidWaitMs = this.#span('wait');
    const waitMs = saidWaitMs < 0 ? Number.NaN : saidWaitMs;
    const saidArrivalMs = this.#time('arrival');
    const arrivalMs = startMs === null || (Number.isNaN(waitMs) && saidArrivalMs !== null) ? saidArrivalMs : startMs - (Number.isNaN(waitMs) ? 0 : waitMs);
    const saidMs = this.#span('duration');
    const endMs = this.#time('end');
    const durationMs = Number.isNaN(saidMs) && startMs !== null && endMs !== null ? endMs - startMs : saidMs;
    if (arrivalMs !== null && Number.isNaN(arrivalMs)) return this.problem('the time of arrival is neither a date nor a number');
    if (Number.isNaN(durationMs) && this.#text('duration') !== '') return this.problem('the duration is neither a number nor one such as 1h30m');
    if (arrivalMs === null || !(durationMs > 0)) {
      this.#notRun++;
      return;
    }
    const name = this.#text('name');
    const queue = this.#text('queue');
    this.#firstMs = Math.min(this.#firstMs, arrivalMs);
    this.#jobs.push({
      arrivalMs,
      waitMs: Number.isNaN(waitMs) && saidArrivalMs !== null && startMs !== null && startMs >= saidArrivalMs ? startMs - saidArrivalMs : waitMs,
      durationMs,
      queue,
      pipeline: this.#pipeline(),
      status: statusOf(this.#text('status')),
      name: this.#names.name(name),
      kind: this.#names.kind(`${queue}/${name}`),
    });
  }

  /** Arrivals that are no dates count from the first of them where they would be negative. */
  finish(): TableHistory {
    const isDated = this.#firstMs >= epochSeconds * 1000 && this.#firstMs < Number.POSITIVE_INFINITY;
    const beforeMs = this.#firstMs < 0 ? this.#firstMs : 0;
    const jobs = beforeMs === 0 ? this.#jobs : this.#jobs.map((job) => ({ ...job, arrivalMs: job.arrivalMs - beforeMs }));
    // Sorting is stable: jobs that arrive at once stay as the file has them.
    return { jobs: jobs.toSorted((a, b) => a.arrivalMs - b.arrivalMs), isDated, notRun: this.#notRun, problems: this.#problems };
  }

  #text(role: ColumnRole): string {
    const at = this.#places[role];
    return at === -1 ? '' : this.#fields.word(at).trim().replaceAll('""', '"');
  }

  /** null where the row does not say, NaN where it says no time. */
  #time(role: ColumnRole): number | null {
    const at = this.#places[role];
    if (at === -1 || this.#fields.isEmpty(at)) return null;
    const number = this.#fields.number(at);
    if (Number.isNaN(number)) return Math.round(secondsOfInstant(this.#text(role).replace(/ ?UTC$/, 'Z')) * 1000);
    return Math.round(number >= epochMilliseconds ? number : number * 1000);
  }

  /** NaN where the row says no span. */
  #span(role: ColumnRole): number {
    const at = this.#places[role];
    if (at === -1 || this.#fields.isEmpty(at)) return Number.NaN;
    const seconds = this.#fields.number(at);
    if (!Number.isNaN(seconds)) return Math.round(seconds * 1000);
    const text = this.#text(role);
    return durationPattern.test(text) ? parseDuration(text) : Number.NaN;
  }

  #pipeline(): number {
    const text = this.#text('pipeline');
    return text === '' || text === '0' ? 0 : this.#names.id('pipeline', text);
  }
}

function statusOf(word: string): ImportedStatus {
  const lower = word.toLowerCase();
  if (completedWords.has(lower)) return 'completed';
  return failedWords.has(lower) ? 'failed' : 'aborted';
}
