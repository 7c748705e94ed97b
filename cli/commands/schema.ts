import { z } from 'zod';
import { resultSchema } from '../../sim/measure/result.ts';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';

/** `sim schema`: the JSON Schema (draft-07, which editors understand) of scenario files or of result files. */
export function schema(of: 'scenario' | 'result', io: Io): ExitCode {
  const document = of === 'scenario' ? scenarioJsonSchema() : z.toJSONSchema(resultSchema, { target: 'draft-07' });
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return exitCodes.ok;
}
