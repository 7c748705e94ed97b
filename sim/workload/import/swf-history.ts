import { parseSwf } from '../trace/parse-swf.ts';
import { TraceBuilder } from '../trace/trace-builder.ts';
import type { TableHistory } from './csv-history.ts';

/** The line of a header that dates the file: seconds since 1970 at which its times begin. */
const startPattern = /^;\s*UnixStartTime:\s*(\d+)/m;

/**
 * Reads a text in the Standard Workload Format. Its queue becomes the tag; it names neither jobs nor pipelines.
 *
 * @remarks Source: D. Feitelson, "The Standard Workload Format".
 */
export function readSwfHistory(text: string): TableHistory {
  const builder = new TraceBuilder('');
  parseSwf(text, builder);
  const { rows, findings } = builder.finish();
  const epochMs = Number(startPattern.exec(text)?.[1] ?? 0) * 1000;
  const jobs = Array.from({ length: rows.count }, (_, row) => {
    const queue = rows.tagSets[rows.tagSet[row]!]!.join(',');
    return {
      arrivalMs: rows.arrivalMs[row]! + epochMs,
      waitMs: rows.observedWaitMs[row]!,
      durationMs: rows.durationMs[row]!,
      queue,
      pipeline: 0,
      status: rows.failed[row] === 1 ? ('failed' as const) : ('completed' as const),
      name: '',
      kind: queue,
    };
  });
  return { jobs, isDated: epochMs > 0, notRun: 0, problems: findings.map(({ line, message }) => `line ${String(line)}: ${message}`) };
}
