import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGoldenFile } from '../../oracle/fleet-scenario.ts';
import { playScenario } from '../../oracle/play-scenario.ts';
import { traceDifference } from '../../oracle/trace-difference.ts';

const folder = join(import.meta.dirname, '../../golden/provisioner');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

test('there are forty golden files', () => {
  expect(files).toHaveLength(40);
});

describe('with the upstream options the provisioner does what the real one did, to the millisecond', () => {
  test.each(files)('%s', (file) => {
    const { scenario, trace } = readGoldenFile(join(folder, file));
    expect(traceDifference(trace ?? [], playScenario(scenario))).toBeNull();
  });
});

describe('a provisioner that is saved and restored after every event does the same', () => {
  test.each(files)('%s', (file) => {
    const { scenario, trace } = readGoldenFile(join(folder, file));
    expect(traceDifference(trace ?? [], playScenario(scenario, true))).toBeNull();
  });
});

describe('traces', () => {
  const { trace } = readGoldenFile(join(folder, '02-request-delete.json'));
  const entries = trace ?? [];

  test('differ when an entry comes a millisecond later', () => {
    const late = entries.map((entry, index) => (index === 12 ? { ...entry, t: entry.t + 1 } : entry));
    expect(traceDifference(entries, late)).toMatchObject({ t: entries[12]?.t, actual: null });
  });

  test('differ when an entry is missing, and when there is one more', () => {
    expect(traceDifference(entries, entries.slice(0, -1))).toMatchObject({ expected: entries.at(-1), actual: null });
    expect(traceDifference(entries.slice(0, -1), entries)).toMatchObject({ expected: null, actual: entries.at(-1) });
  });

  test('are equal whatever the order within one millisecond', () => {
    expect(traceDifference(entries, entries.toReversed())).toBeNull();
  });
});
