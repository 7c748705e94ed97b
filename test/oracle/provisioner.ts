/**
 * Plays scenario files on the provisioner with the real one's rules and compares the traces.
 *
 *     node test/oracle/provisioner.ts [--trace] FILE…
 *
 * Prints `{name, ok, firstDifference}` for each file, one a line; `{name, skipped}` for a scenario without a trace. With `--trace` it prints
 * each scenario with the trace that it left, in the format of the golden files. Exit code 1 when any trace differs.
 */
import process from 'node:process';
import { type FleetScenario, readGoldenFile, type TraceEntry } from './fleet-scenario.ts';
import { playScenario } from './play-scenario.ts';
import { entryLine, traceDifference } from './trace-difference.ts';

const files = process.argv.slice(2).filter((argument) => argument !== '--trace');
const printsTrace = process.argv.includes('--trace');

if (files.length === 0) {
  process.stderr.write('usage: node test/oracle/provisioner.ts [--trace] FILE…\n');
  process.exitCode = 2;
}
for (const file of files) {
  const { scenario, trace } = readGoldenFile(file);
  const played = playScenario(scenario);
  if (printsTrace) process.stdout.write(goldenText(scenario, played));
  else if (trace === null) process.stdout.write(`${JSON.stringify({ name: scenario.name, skipped: 'the file holds no trace to compare with' })}\n`);
  else {
    const firstDifference = traceDifference(trace, played);
    if (firstDifference !== null) process.exitCode = 1;
    process.stdout.write(`${JSON.stringify({ name: scenario.name, ok: firstDifference === null, firstDifference })}\n`);
  }
}

function goldenText(scenario: FleetScenario, trace: readonly TraceEntry[]): string {
  const head = JSON.stringify({ scenario }, null, 1).slice(0, -2);
  return `${head},\n "trace": [\n${trace.map((entry) => `  ${entryLine(entry)}`).join(',\n')}\n ]\n}\n`;
}
