import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoCoordinator } from '../../../adapters/demo-coordinator/demo-coordinator.ts';
import type { Call, Reply } from '../../../adapters/demo-coordinator/exchange.ts';
import type { DemoFleet } from '../../demo/demo-config.ts';
import { demoCapacity, demoConfig } from '../../demo/demo-config.ts';
import { countJobs, demoPlan } from '../../demo/demo-plan.ts';
import { DemoPlace } from '../../demo/demo-place.ts';
import { DemoSession } from '../../demo/demo-session.ts';
import { demoSummary, unplanned } from '../../demo/demo-summary.ts';
import type { DemoEntry } from '../../demo/demo-workload.ts';
import { simulateScenario } from '../../demo/simulate-scenario.ts';
import { writeScenario } from '../../demo/write-scenario.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { terminalStyle } from '../../terminal-style.ts';
import { run } from './run.ts';

/** The options of `drydock demo`. */
export interface DemoOptions {
  readonly fleet?: DemoFleet['kind'];
  /** In all pipelines together. */
  readonly jobs: number;
  readonly seed: number;
  /** Folder that stays, with all that the demo wrote. */
  readonly keep?: string;
  /** Empty for no pages. */
  readonly listenAddress: string;
}

const replications = 20;

/**
 * `drydock demo`: a small GitLab, a fleet on this machine and a real manager over both, for as long as its pipelines last; then the same in the simulator. Nothing
 * is left behind but the folder of `--keep`.
 */
export async function demo(options: DemoOptions, io: Io): Promise<ExitCode> {
  const place = await DemoPlace.open(options.fleet, options.keep);
  const coordinator: DemoCoordinator = new DemoCoordinator({
    updateIntervalSeconds: () => 1,
    intercept: (call) => Promise.resolve(jobPage(coordinator, call)),
  });
  try {
    const url = await coordinator.listen();
    const { token } = coordinator.runners.add({ description: 'demo' });
    writeFileSync(join(place.folder, 'config.toml'), demoConfig({ url, token, fleet: place.fleet }), { mode: 0o600 });
    return await playIn(place, coordinator, options, io);
  } finally {
    await Promise.all([coordinator.close(), place.close()]);
  }
}

async function playIn({ folder, fleet }: DemoPlace, coordinator: DemoCoordinator, options: DemoOptions, io: Io): Promise<ExitCode> {
  const plan = demoPlan(options);
  const what = fleet.kind === 'docker' ? 'containers' : 'hosts on loopback';
  io.stdout.write(
    `A small GitLab with ${String(countJobs(plan))} jobs, a fleet of ${what}, and drydock run over both. Ctrl-C ends it after the jobs that run.\n`,
  );
  if (options.keep !== undefined) io.stdout.write(`What it writes is in ${folder}, the manager's log in ${join(folder, 'run.log')}\n`);
  const session = new DemoSession({ coordinator, plan, title: `drydock demo   ${what}`, capacity: demoCapacity, io });
  const logFile = join(folder, 'run.log');
  try {
    const { listenAddress } = options;
    await run(
      { config: join(folder, 'config.toml'), journal: join(folder, 'journal'), ...(listenAddress !== '' && { listenAddress }), ...session.hooks },
      { ...io, stderr: { ...io.stderr, isTTY: false, write: (text) => appendFileSync(logFile, text) } },
    );
  } catch (error) {
    // Whatever the manager said of it would be gone with the folder.
    io.stderr.write(lastLines(logFile));
    throw error;
  } finally {
    session.close();
  }
  if (options.keep !== undefined) keepJobLogs(folder, session.workload.entries);
  return await tellOf(session, folder, options, io);
}

/** The summary, with the same in the simulator beside it. */
async function tellOf(session: DemoSession, folder: string, { keep, seed }: DemoOptions, io: Io): Promise<ExitCode> {
  const { workload, fleet, tookMs, interrupted } = session;
  const { entries, pushed } = workload;
  const { startedAt, bootsMs, preparationsMs } = fleet;
  const scenario = startedAt === null ? null : writeScenario(folder, { startedAt, bootsMs, preparationsMs, entries }, { seed, replications });
  const simulated = scenario === null ? null : await simulateScenario(scenario, io);
  const lines = demoSummary({ entries, pipelines: pushed, fleet, tookMs, interrupted, simulated }, terminalStyle(io.stdout, io.env));
  io.stdout.write(`\n${lines.join('\n')}\n\n${nextSteps(keep === undefined ? null : scenario)}`);
  if (interrupted) return exitCodes.interrupted;
  return unplanned(entries).length === 0 ? exitCodes.ok : exitCodes.unexpected;
}

function nextSteps(kept: string | null): string {
  if (kept === null)
    return '  Nothing is left of it. --keep DIR keeps the config.toml, the logs, the journal and the scenario, for sim run DIR/scenario.yaml\n';
  const folder = join(kept, '..');
  return `  The simulator had the same config.toml, the same arrivals, and run times and boots as measured:
    sim run ${kept}
    sim run ${kept} --set runners.autoscaler.policy.0.idle_count=4
    sim replay ${join(folder, 'journal')}
`;
}

/** A job's page, as GitLab has one: its log. */
function jobPage({ jobs }: DemoCoordinator, { method, path }: Call): Reply | null {
  const id = /^\/demo\/[a-z]+\/-\/jobs\/(\d+)$/.exec(path)?.[1];
  const job = method === 'GET' && id !== undefined ? jobs.find((known) => known.id === Number(id)) : undefined;
  return job === undefined ? null : { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: job.log };
}

function keepJobLogs(folder: string, entries: readonly DemoEntry[]): void {
  mkdirSync(join(folder, 'jobs'), { recursive: true });
  for (const { name, job } of entries) if (job.logBytes > 0) writeFileSync(join(folder, 'jobs', `${name.replace('/', '-')}.log`), job.log);
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-10).join('\n');
  } catch {
    return '';
  }
}
