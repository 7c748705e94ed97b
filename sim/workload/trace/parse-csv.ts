import { CsvFields } from './csv-fields.ts';
import type { TraceBuilder } from './trace-builder.ts';

/** The columns that are read, by the names that the header gives them. */
const columnNames = ['arrival_s', 'duration_s', 'observed_wait_s', 'queue', 'pipeline', 'status'] as const;
const required = 2;

/**
 * Reads a CSV trace: a header, then a job a row. It splits bytes itself, since general CSV readers take several times as long on the millions of rows
 * that a job history has; fields may be quoted.
 */
export function parseCsv(bytes: Uint8Array, builder: TraceBuilder): void {
  const fields = new CsvFields(bytes);
  const header = fields.readRow();
  if (header === 0) {
    builder.unusable('the file is empty');
    return;
  }
  const names = Array.from({ length: header }, (_, index) => fields.text(index).trim());
  const at = columnNames.map((name) => names.indexOf(name));
  const missing = columnNames.slice(0, required).filter((_, index) => at[index] === -1);
  if (missing.length > 0) {
    builder.unusable(`the header lacks ${missing.join(' and ')}`);
    return;
  }
  const [arrival = -1, duration = -1, wait = -1, queue = -1, pipeline = -1, status = -1] = at;
  for (let count = fields.readRow(); count > 0; count = fields.readRow()) {
    if (count === 1 && fields.isEmpty(0)) continue;
    if (fields.isUnclosed) {
      builder.bad('a quoted field is never closed, so that the rest of the file belongs to this row', fields.line, 1);
      break;
    }
    if (count !== header) {
      builder.bad(`${String(count)} fields where the header has ${String(header)}`, fields.line, 1);
      continue;
    }
    builder.add(
      {
        arrivalS: fields.number(arrival),
        durationS: fields.number(duration),
        observedWaitS: wait === -1 ? Number.NaN : fields.number(wait),
        failed: status !== -1 && fields.isFailed(status),
        tags: queue === -1 ? '' : fields.word(queue),
        pipeline: pipeline === -1 ? 0 : fields.number(pipeline),
      },
      fields.line,
    );
  }
}
