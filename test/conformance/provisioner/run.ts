/**
 * Plays random scenarios on GitLab's own provisioner, in a virtual clock, and on this project's, and compares the traces.
 *
 *     npm run conformance:provisioner [-- COUNT [SEED]]
 *
 * Needs Go 1.26 or newer and, on the first run, Go's module proxy; without Go it says so and is skipped. Exit code 1 when any trace differs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type FleetScenario, readGoldenFile } from '../../oracle/fleet-scenario.ts';
import { playScenario } from '../../oracle/play-scenario.ts';
import { traceDifference } from '../../oracle/trace-difference.ts';
import { randomScenario } from './random-scenario.ts';

const count = Number(process.argv[2] ?? 400);
const seed = Number(process.argv[3] ?? 1);

if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: npm run conformance:provisioner [-- COUNT [SEED]]\n');
  process.exitCode = 2;
} else if (spawnSync('go', ['version']).status !== 0) {
  process.stdout.write('skipped: Go is not installed, and the real provisioner is written in Go\n');
} else {
  process.exitCode = compare(Array.from({ length: count }, (_, index) => randomScenario(seed, index)));
}

/** Returns the exit code. */
function compare(scenarios: readonly FleetScenario[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'provisioner-'));
  try {
    const traces = playOnRealOne(scenarios, folder);
    if (traces === null) return 1;
    const different = scenarios.filter(({ name }) => isDifferent(join(traces, `${name}.json`)));
    process.stdout.write(`${String(scenarios.length - different.length)} of ${String(scenarios.length)} random scenarios equal (seed ${String(seed)})\n`);
    return different.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs the Go harness; the folder of traces, or null when it failed. */
function playOnRealOne(scenarios: readonly FleetScenario[], folder: string): string | null {
  const [input, output] = [join(folder, 'scenarios'), join(folder, 'traces')] as const;
  mkdirSync(input);
  mkdirSync(output);
  for (const scenario of scenarios) writeFileSync(join(input, `${scenario.name}.json`), JSON.stringify(scenario));
  const env = { ...process.env, SCENARIOS: join(input, '*.json'), OUT: output };
  const run = spawnSync('go', ['test', '-count=1', '-run', 'TestGolden', '.'], { cwd: import.meta.dirname, env, encoding: 'utf8' });
  if (run.status === 0) return output;
  process.stderr.write(`the harness of the real provisioner failed:\n${run.stdout}${run.stderr}`);
  return null;
}

function isDifferent(file: string): boolean {
  const { scenario, trace } = readGoldenFile(file);
  const firstDifference = traceDifference(trace ?? [], playScenario(scenario));
  if (firstDifference === null) return false;
  process.stdout.write(`${JSON.stringify({ name: scenario.name, ok: false, firstDifference })}\n`);
  return true;
}
