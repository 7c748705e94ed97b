import { readFileSync } from 'node:fs';
import { parseTrace } from '../../dist/sim/workload/trace/parse-trace.js';

/** Reads a trace and prints the seconds that it took, the file's reading included. */
const file = process.argv[2] ?? '';
const from = performance.now();
const { rows } = parseTrace(readFileSync(file), 'auto', file);
if (rows.count !== 1_000_000) throw new Error(`read ${String(rows.count)} rows`);
process.stdout.write(((performance.now() - from) / 1000).toFixed(3));
