import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.ts';
import { root } from '../house/repository.ts';

test('the schema that editors read beside the scenarios is that of the grammar', () => {
  expect(JSON.parse(readFileSync(join(root, 'scenarios/scenario.schema.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});
