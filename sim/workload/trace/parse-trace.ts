import type { Finding } from '../../../core/finding.ts';
import type { TraceFormat } from '../../scenario/workload-stream.ts';
import { parseCsv } from './parse-csv.ts';
import { parseGitlab } from './parse-gitlab.ts';
import { parseJsonl } from './parse-jsonl.ts';
import { parseSwf } from './parse-swf.ts';
import { TraceBuilder } from './trace-builder.ts';
import type { TraceRows } from './trace-rows.ts';
import { utf8Text } from './utf8-text.ts';

/** Reads a recorded trace. Rows that cannot be read are findings with their line, errors unless the caller thinks otherwise; what is left out on purpose is a warning. */
export function parseTrace(bytes: Uint8Array, format: TraceFormat, file: string): { rows: TraceRows; findings: Finding[] } {
  const builder = new TraceBuilder(file);
  switch (format === 'auto' ? guessFormat(bytes, file) : format) {
    case 'jsonl':
      parseJsonl(utf8Text(bytes), builder);
      break;
    case 'gitlab':
      parseGitlab(utf8Text(bytes), builder);
      break;
    case 'swf':
      parseSwf(utf8Text(bytes), builder);
      break;
    default:
      parseCsv(bytes, builder);
  }
  return builder.finish();
}

/** By the file's ending, else by its first character. */
function guessFormat(bytes: Uint8Array, file: string): Exclude<TraceFormat, 'auto'> {
  if (file.endsWith('.csv')) return 'csv';
  if (file.endsWith('.swf')) return 'swf';
  if (file.endsWith('.jsonl') || file.endsWith('.ndjson')) return 'jsonl';
  if (file.endsWith('.json')) return 'gitlab';
  const first = bytes[0];
  if (first === 0x5b) return 'gitlab';
  if (first === 0x7b) return 'jsonl';
  return first === 0x3b ? 'swf' : 'csv';
}
