import type { TraceBuilder } from './trace-builder.ts';

/** Places of the fields that are read, of the 18 of the Standard Workload Format. */
const field = { submit: 1, wait: 2, run: 3, status: 10, queue: 14 };
const fieldCount = 18;
const completed = 1;

/** Reads a trace in the Standard Workload Format: fields separated by spaces, −1 where one is missing, comments after `;`. */
export function parseSwf(text: string, builder: TraceBuilder): void {
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    const trimmed = source.trim();
    if (trimmed === '' || trimmed.startsWith(';')) continue;
    const fields = trimmed.split(/\s+/).map(Number);
    if (fields.length !== fieldCount) {
      builder.bad(`${String(fields.length)} fields in place of ${String(fieldCount)}`, line, 1);
      continue;
    }
    const at = (index: number): number => fields[index] ?? Number.NaN;
    const wait = at(field.wait);
    const status = at(field.status);
    builder.add(
      {
        arrivalS: at(field.submit),
        durationS: at(field.run),
        observedWaitS: wait < 0 ? Number.NaN : wait,
        failed: status >= 0 && status !== completed,
        tags: at(field.queue) < 0 ? '' : String(at(field.queue)),
        pipeline: 0,
      },
      line,
    );
  }
}
