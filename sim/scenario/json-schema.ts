import { z } from 'zod';
import { scenarioSchema } from './schema/scenario.ts';

/** The JSON Schema (draft-07) of scenario files, for editors. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { target: 'draft-07', io: 'input' });
}
