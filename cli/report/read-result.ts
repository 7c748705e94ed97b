import { z } from 'zod';
import { type Result, resultSchema } from '../../sim/measure/result.ts';
import { resultFormat } from '../../sim/measure/result-format.ts';

/** A result that was read, or one line for each thing that is wrong with it. */
export type ReadResult = { readonly kind: 'read'; readonly result: Result } | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** More than these say no more. */
const mostFaults = 5;

/** Reads the text of a result file. A newer minor version is read for what it has in common with ours; a newer major one is refused. */
export function readResult(text: string): ReadResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: 'refused', faults: [`not JSON: ${(error as Error).message}`] };
  }
  if (z.object({ verdict: z.string(), options: z.array(z.unknown()) }).safeParse(json).success)
    return {
      kind: 'refused',
      faults: ['a recommendation, not a result: sim report RESULT --recommendation FILE -f html shows it beside a run of today’s configuration'],
    };
  const format = z.object({ format: z.string() }).safeParse(json);
  if (!format.success) return { kind: 'refused', faults: ['not a result: it has no "format" (sim run SCENARIO -o result.json writes one)'] };
  if (format.data.format.split('.', 1)[0] !== resultFormat.split('.', 1)[0])
    return { kind: 'refused', faults: [`of the format ${format.data.format}; this version reads ${resultFormat}`] };
  const parsed = resultSchema.safeParse(json);
  if (parsed.success) return { kind: 'read', result: parsed.data };
  return { kind: 'refused', faults: parsed.error.issues.slice(0, mostFaults).map(({ path, message }) => `${path.join('.')}: ${message}`) };
}
