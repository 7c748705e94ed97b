import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario } from '../../cli/load-scenario.ts';
import { generateWorkload } from '../../sim/workload/generate-workload.ts';

/** Plays workload B through SimPy and through Drydock in one call, and prints both speeds and their ratio. SimPy lives in a virtual environment of its own. */
const root = join(fileURLToPath(new URL('.', import.meta.url)), '../..');
const scenario = join(root, 'test/bench/fleet.yaml');
const environment = join(root, 'node_modules/.cache/drydock-peers');
const simpyVersion = '4.1.2';

const simpy = JSON.parse(run(pythonWithSimpy(), [join(root, 'test/bench/fleet-simpy.py'), writeWorkload()])) as { jobs: number; seconds: number };
const ours = JSON.parse(run(process.execPath, [join(root, 'test/bench/probe-run.ts'), scenario])) as { jobsPerSecond: number };
const theirs = simpy.jobs / simpy.seconds;
process.stdout.write(
  `simpy ${theirs.toFixed(0)} jobs/s\nfleet ${ours.jobsPerSecond.toFixed(0)} jobs/s\nsimpy-ratio ${(ours.jobsPerSecond / theirs).toFixed(1)} times\n`,
);

function pythonWithSimpy(): string {
  const python = join(environment, 'bin/python');
  if (!existsSync(python)) run('python3', ['-m', 'venv', environment]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `simpy==${simpyVersion}`]);
  return python;
}

/** The jobs of the scenario as SimPy's script reads them. */
function writeWorkload(): string {
  const { ready } = loadScenario(scenario, [], { readStdin: () => readFileSync(0, 'utf8') });
  if (ready === null) throw new Error(`${scenario} has errors`);
  const { arrivalAt, duration } = generateWorkload(ready.plan.scenario, {}, ready.inputs.seed);
  const seconds = new Float64Array(arrivalAt.length * 2);
  arrivalAt.forEach((at, job) => (seconds[job] = at / 1000));
  duration.forEach((span, job) => (seconds[arrivalAt.length + job] = span / 1000));
  const file = join(mkdtempSync(join(tmpdir(), 'drydock-bench-')), 'workload.f64');
  writeFileSync(file, seconds);
  return file;
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return stdout;
}
