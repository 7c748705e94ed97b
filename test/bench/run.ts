import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureImport } from './import-figure.ts';
import { measurePageSizes, measureSlider } from './page-figures.ts';
import { productionFigures } from './production/production-figures.ts';
import { measureQueue } from './queue-figure.ts';
import { measureRecommend } from './recommend-figure.ts';
import { measureSimError } from './sim-error-figure.ts';
import { measureSweep } from './sweep-figure.ts';

/** Prints the project's figures, one `NAME VALUE UNIT` a line. Each is measured on the built program, as a user starts it. */
interface Figure {
  readonly name: string;
  measure(): readonly string[] | Promise<readonly string[]>;
}

const root = join(fileURLToPath(new URL('.', import.meta.url)), '../..');
const sim = join(root, 'dist/cli/sim.js');
const fleet = join(root, 'test/bench/fleet.yaml');
const scenarios = join(root, 'scenarios');
/** Runs of one process, the first of which pays for its start and for what the engine compiles. */
const replicationsInOne = 4;

const figures: readonly Figure[] = [
  { name: 'fleet', measure: measureFleet },
  { name: 'scale', measure: measureScale },
  { name: 'mac-nesting', measure: () => [`mac-nesting ${seconds(() => start(['run', join(scenarios, 'mac-nesting.yaml'), '-q']))} s`] },
  { name: 'help', measure: () => [`help ${seconds(() => start(['--help']))} s`] },
  { name: 'check', measure: measureCheck },
  { name: 'trace', measure: measureTrace },
  { name: 'import', measure: () => measureImport(sim) },
  { name: 'sweep', measure: () => measureSweep(sim, scenarios) },
  { name: 'queue', measure: () => measureQueue(sim, scenarios) },
  { name: 'page-size', measure: () => measurePageSizes(sim) },
  { name: 'slider', measure: () => measureSlider(sim) },
  { name: 'recommend', measure: () => measureRecommend(sim, scenarios) },
  { name: 'sim-error', measure: () => measureSimError(root) },
  ...productionFigures,
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = figures.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) throw new Error(`there is no figure ${String(values.only)}; there are ${figures.map(({ name }) => name).join(' ')}`);
for (const figure of chosen) for (const line of await figure.measure()) process.stdout.write(`${line}\n`);

/** Workload B in a process of its own, with its peak memory; and where one process plays it several times, as `sim run` does. */
function measureFleet(): string[] {
  const runs = [1, 2, 3].map(() => inProcess(fleet, []));
  const best = runs.reduce((a, b) => (b.jobsPerSecond > a.jobsPerSecond ? b : a));
  // The number of jobs is the mean of the replications.
  const several = replicationsInOne * inProcess(fleet, [`replications=${String(replicationsInOne)}`]).jobsPerSecond;
  return [
    `fleet ${best.jobsPerSecond.toFixed(0)} jobs/s`,
    `fleet-memory ${best.peakMegabytes.toFixed(0)} MB`,
    `fleet-hash ${best.hash} hash`,
    `fleet-replications ${several.toFixed(0)} jobs/s`,
  ];
}

/** The same load a slot on 100 and on 10,000 instances: what a job more costs on the larger fleet. */
function measureScale(): string[] {
  const cost = (instances: number): number => {
    const set = [
      ['concurrent', instances],
      ['runners.autoscaler.max_instances', instances],
      ['workload.0.arrivals.peak', `${String(11.34 * instances)}/h`],
      ['clock.horizon', `${String(Math.round((793.65 * 200 * 0.5) / instances))}h`],
    ].map(([path, value]) => `${String(path)}=${String(value)}`);
    const rates = [1, 2, 3].map(() => inProcess(fleet, set).jobsPerSecond);
    return 1 / Math.max(...rates);
  };
  const small = cost(100);
  const large = cost(10_000);
  return [`scale ${((large / small - 1) * 100).toFixed(1)} %`];
}

function measureCheck(): string[] {
  const files = readdirSync(scenarios)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(scenarios, file));
  return [`check ${seconds(() => start(['check', ...files]))} s`, `check-files ${String(files.length)} files`];
}

/** A million rows of CSV, with quoted names as in the real trace. */
function measureTrace(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const rows = Array.from(
    { length: 1_000_000 },
    (_, row) => `${String(row)},${String(row % 97)},${String(60 + (row % 900))},linux,${String(row >> 4)},completed,"test, part ${String(row % 7)}"`,
  );
  const file = join(folder, 'trace.csv');
  writeFileSync(file, `arrival_s,observed_wait_s,duration_s,queue,pipeline,status,name\n${rows.join('\n')}\n`);
  const probe = spawnSync(process.execPath, [join(root, 'test/bench/probe-trace.ts'), file], { encoding: 'utf8' });
  return [`trace ${probe.stdout.trim()} s`];
}

interface Probe {
  readonly jobsPerSecond: number;
  readonly peakMegabytes: number;
  readonly hash: string;
}

function inProcess(scenario: string, set: readonly string[]): Probe {
  const probe = spawnSync(process.execPath, [join(root, 'test/bench/probe-run.ts'), scenario, ...set], { encoding: 'utf8' });
  if (probe.status !== 0) throw new Error(probe.stderr);
  return JSON.parse(probe.stdout) as Probe;
}

/** Median wall time of five runs of a command. */
function seconds(run: () => void): string {
  const times = [1, 2, 3, 4, 5].map(() => {
    const from = performance.now();
    run();
    return (performance.now() - from) / 1000;
  });
  return (times.sort((a, b) => a - b)[2] ?? Number.NaN).toFixed(3);
}

function start(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [sim, ...args], { encoding: 'utf8' });
  if (status !== 0 && status !== 99) throw new Error(stderr);
}
