import { z } from 'zod';
import { resultSchema } from '../sim/measure/result.ts';
import { scenarioJsonSchema } from '../sim/scenario/json-schema.ts';

/** The JSON Schema (draft-07, which editors understand) of scenario files or of result files, as text. */
export function schemaText(of: 'scenario' | 'result'): string {
  const document = of === 'scenario' ? scenarioJsonSchema() : z.toJSONSchema(resultSchema, { target: 'draft-07' });
  return `${JSON.stringify(document, null, 2)}\n`;
}
