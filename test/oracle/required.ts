/**
 * Computes `required` for rows of published figures with the real scaler's formula and compares.
 *
 *     node test/oracle/required.ts FILE…
 *
 * Prints `{name, ok, firstDifference}` for each row, one a line; `{name, skipped}` for a row without figures. Exit code 1 when any differs.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { judgeCapacityRow, type CapacityRow } from './capacity-row.ts';

const files = process.argv.slice(2);

if (files.length === 0) {
  process.stderr.write('usage: node test/oracle/required.ts FILE…\n');
  process.exitCode = 2;
}
for (const file of files) {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const verdict = judgeCapacityRow(JSON.parse(line) as CapacityRow);
    if ('ok' in verdict && !verdict.ok) process.exitCode = 1;
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
  }
}
