import { Ajv } from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema } from '../../../sim/scenario/json-schema.ts';
import { parseScenario } from '../../../sim/scenario/parse-scenario.ts';

const shipped = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
const isValid = new Ajv({ allowUnionTypes: true, strict: true, strictRequired: false }).compile(scenarioJsonSchema());

const least = {
  version: 1,
  name: 'x',
  config: 'c.toml',
  clock: { horizon: '1h' },
  workload: [{ arrivals: { type: 'poisson', rate: '1/h' }, job: { duration: '1m' } }],
};

describe('the JSON Schema', () => {
  test('says which draft it is: 07, the newest that editors support', () => {
    expect(scenarioJsonSchema()).toHaveProperty('$schema', 'http://json-schema.org/draft-07/schema#');
  });

  test('there are scenarios to check', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(8);
  });

  test.each(shipped)('accepts the scenario %s, as the parser does', (name) => {
    const text = readFileSync(`scenarios/${name}`, 'utf8');
    expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true);
    expect(parseScenario(text, name).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each([
    ['an unknown key', { ...least, nme: 'y' }],
    ['a bare number for a duration', { ...least, clock: { horizon: 3600 } }],
    ['a fault of an unknown type', { ...least, faults: [{ at: '10:00', type: 'flood' }] }],
    ['a parameter of another fault', { ...least, faults: [{ at: '10:00', for: '5m', type: 'boot_slow', params: { status: 502 } }] }],
    ['by_hour without 24 numbers', { ...least, workload: [{ arrivals: { type: 'profile', peak: '1/h', by_hour: [1] }, job: { duration: '1m' } }] }],
    ['a stream without arrivals or trace', { ...least, workload: [{ name: 'a' }] }],
    ['another version', { ...least, version: 2 }],
  ])('refuses %s', (_, document) => {
    expect(isValid(least)).toBe(true);
    expect(isValid(document)).toBe(false);
  });
});
