import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../house/repository.ts';

const lines = (file: string): string[] => readFileSync(join(root, 'scenarios/traces', file), 'utf8').trimEnd().split(/\r?\n/);
const [head, ...history] = lines('bitcoin-core-gha-2025-09.csv');
const week = 7 * 86_400;
const columns = (row: string): string[] => row.split(',');

test('jobs.csv is the fourth week of Linux jobs of the recorded history, as its README says', () => {
  const rows = history.flatMap((row) => {
    const [arrival, ...rest] = columns(row);
    const at = Number(arrival) - 3 * week;
    return rest[2] === 'linux' && at >= 0 && at < week ? [[at, ...rest].join(',')] : [];
  });
  expect(lines('jobs.csv')).toEqual([head, ...rows]);
});

test('durations.csv is every tenth Linux job of the recorded history that completed', () => {
  const completed = history.map(columns).filter((row) => row[3] === 'linux' && row[5] === 'completed');
  expect(lines('durations.csv')).toEqual(completed.filter((_, index) => index % 10 === 0).map((row) => row[2]));
});
