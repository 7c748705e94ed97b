import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CoordinatorJob } from '../../../adapters/demo-coordinator/coordinator-job.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { shortenToken } from '../../../adapters/logging/shorten-token.ts';
import { startService, type ServiceRig, type ServiceRigOptions } from '../../driver/service-rig.ts';
import { freePort } from '../../servers/free-port.ts';
import { startSshd, type Sshd } from '../../servers/sshd.ts';
import { disguise, type Disguise } from './disguise.ts';
import { FewerTools } from './fewer-tools.ts';
import { lanesOf, type Lane } from './lanes.ts';
import { playedCalls } from './played-calls.ts';
import type { RecordedRun, RunnerCall } from './recorded-run.ts';
import { Repositories } from './repositories.ts';
import { scriptAnswers, updateIntervalSeconds } from './scripted-answers.ts';
import { servedJob, tokenOf } from './served-job.ts';

/** What Drydock did with one job. */
export interface PlayedRun {
  readonly calls: readonly RunnerCall[];
  readonly log: string;
  /** What the log may name that is of this run alone, and what it stands for. */
  readonly places: readonly (readonly [from: string, to: string])[];
}

/** Which jobs are run, and how. */
export interface StageOptions {
  readonly runs: readonly RecordedRun[];
  readonly costume: Disguise;
  /** `shell` of the runner's table. */
  readonly shell: 'bash' | 'sh';
  /** Whether the instance has what moves and packs files. */
  readonly tools: 'all' | 'few';
}

const lanesAtOnce = 12;
const runnerToken = 'glrt-drydocktest000000';
const interrupted = '90-sigterm-during-job';
const refused = 's6-ssh-refused';
/** Time for a login on a machine that has much else to do. */
const patientDial = '20s';

/** A manager at work, and the token of its runner. */
interface Manned {
  readonly rig: ServiceRig;
  readonly token: string;
}

/** Everything that runs recorded jobs again: a coordinator with repositories, an sshd, a manager. */
export class Stage {
  readonly #runs: ReadonlyMap<string, RecordedRun>;
  readonly #disguise: Disguise;
  readonly #coordinator: TestCoordinator;
  readonly #repositories: Repositories;
  readonly #fewerTools: FewerTools | null;
  readonly #sshd: Sshd;
  readonly #rig: ServiceRig;
  readonly #ids: ReadonlyMap<string, number>;

  private constructor(
    runs: readonly RecordedRun[],
    disguise: Disguise,
    parts: { coordinator: TestCoordinator; repositories: Repositories; fewerTools: FewerTools | null; sshd: Sshd; rig: ServiceRig },
  ) {
    this.#runs = new Map(runs.map((run) => [run.name, run]));
    this.#ids = new Map(runs.map(({ name }, index) => [name, disguise.firstId + index]));
    this.#disguise = disguise;
    this.#coordinator = parts.coordinator;
    this.#repositories = parts.repositories;
    this.#fewerTools = parts.fewerTools;
    this.#sshd = parts.sshd;
    this.#rig = parts.rig;
  }

  static async open({ runs, costume: disguise, shell, tools }: StageOptions): Promise<Stage> {
    const repositories = new Repositories(disguise.names);
    const intervals = runs.map(({ calls }) => updateIntervalSeconds(calls));
    const coordinator = await TestCoordinator.start({
      longPollMs: 1000,
      repositories: repositories.directory,
      updateIntervalSeconds: ({ id }) => intervals[id - disguise.firstId] ?? 3,
    });
    coordinator.gitlab.runners.add({ token: runnerToken });
    const fewerTools = tools === 'few' ? new FewerTools() : null;
    const sshd = await startSshd({ maxSessions: 200, profile: fewerTools?.profile ?? '' });
    const rig = await startService({ url: coordinator.url, sshd, concurrent: lanesAtOnce, ...asRecorded(shell) });
    return new Stage(runs, disguise, { coordinator, repositories, fewerTools, sshd, rig });
  }

  /** Runs every job; gives a promise for each. */
  play(): ReadonlyMap<string, Promise<PlayedRun>> {
    const results = new Map<string, PromiseWithResolvers<PlayedRun>>();
    for (const name of this.#runs.keys()) results.set(name, Promise.withResolvers());
    for (const { promise } of results.values()) promise.catch(() => undefined);
    const settle = (name: string, played: Promise<PlayedRun>): Promise<void> => played.then(results.get(name)!.resolve, results.get(name)!.reject);
    const waiting = [...lanesOf([...this.#runs.keys()].filter((name) => name !== interrupted && name !== refused))];
    const manned = { rig: this.#rig, token: runnerToken };
    const work = async (): Promise<void> => {
      for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
        this.#open(lane, manned);
        for (const name of lane.jobs) await settle(name, this.#run(name, lane, manned));
      }
    };
    for (let worker = 0; worker < lanesAtOnce; worker++) void work();
    const apart = { [interrupted]: () => Promise.resolve(this.#sshd.port), [refused]: freePort };
    for (const [name, port] of Object.entries(apart))
      if (results.has(name))
        void settle(
          name,
          port().then((found) => this.#alone(name, found)),
        );
    return new Map([...results].map(([name, { promise }]) => [name, promise]));
  }

  async close(): Promise<void> {
    await this.#rig.stop();
    await this.#sshd.stop();
    await this.#coordinator.close();
    this.#repositories.remove();
    this.#fewerTools?.remove();
  }

  /** Runs a job with a manager of its own, whose only host is at that port of sshd or of nobody. */
  async #alone(name: string, port: number): Promise<PlayedRun> {
    const token = `glrt-${name}-00000000`;
    this.#coordinator.gitlab.runners.add({ token, tags: [name], runUntagged: false });
    // Nobody answers at once, so this host alone need not be waited for.
    const dialTimeout = name === refused ? '1s' : patientDial;
    const rig = await startService({ url: this.#coordinator.url, sshd: { ...this.#sshd, port }, token, ...asRecorded('bash', dialTimeout) });
    const manned = { rig, token };
    const lane = { name: `way-${name}`, jobs: [name], leftovers: [] };
    this.#open(lane, manned);
    try {
      const played = this.#run(name, lane, manned, [name]);
      if (name === interrupted) await this.#interrupt(name, rig);
      return await played;
    } finally {
      await rig.stop();
    }
  }

  /** Tells the manager to end about when the real one was told: when it has sent a first piece of the log. */
  async #interrupt(name: string, { service }: ServiceRig): Promise<void> {
    const piece = new RegExp(`/jobs/${String(this.#ids.get(name))}/trace$`);
    await this.#coordinator.until(() => this.#coordinator.calls('PATCH', piece).length > 0);
    service.shutDown('forceful');
  }

  #open({ name, jobs, leftovers }: Lane, manned: Manned): void {
    this.#repositories.addWay(name);
    for (const file of leftovers) {
      const path = join(this.#projectDirectory(manned, name), disguise(file, this.#disguise.replacements(jobs[0]!)));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'left\n');
    }
  }

  #projectDirectory({ rig, token }: Manned, way: string): string {
    const { group, project } = this.#disguise.names;
    return join(rig.folder, 'builds', shortenToken(token), '0', 'repos', way, group, project);
  }

  async #run(name: string, lane: Lane, manned: Manned, tags: readonly string[] = []): Promise<PlayedRun> {
    const run = this.#runs.get(name)!;
    const { exchanges, gitlab } = this.#coordinator;
    const job = gitlab.add(this.#payload(run, lane), { wait: true, tags });
    const dependencies = (job.payload['dependencies'] as readonly { readonly id: number }[]).map(({ id }) => id);
    scriptAnswers(this.#coordinator, job, dependencies[0] ?? 0, run.calls);
    const first = exchanges.length;
    gitlab.release(job);
    await this.#over(job, manned.rig);
    const { host } = new URL(this.#coordinator.url);
    const project = this.#projectDirectory(manned, lane.name);
    return {
      calls: playedCalls(exchanges.slice(first), job.id, dependencies, lane.name),
      log: job.log.toString(),
      places: [
        [dirname(project), 'BUILDS'],
        [`${host}/repos/${lane.name}/`, `${host}/repos/`],
        [host, 'COORDINATOR'],
        [this.#repositories.sha, 'SHA'],
        [this.#repositories.sha.slice(0, 8), 'SHORTSHA'],
        [this.#repositories.submoduleSha, 'SUBMODULE'],
      ],
    };
  }

  #payload(run: RecordedRun, lane: Lane): ReturnType<typeof servedJob> {
    return servedJob(run, {
      id: this.#ids.get(run.name)!,
      url: this.#coordinator.url,
      way: lane.name,
      projectId: this.#ids.get(lane.jobs[0]!)!,
      repositories: this.#repositories,
      disguise: this.#disguise,
      jobOfLane: (recordedId) => {
        const found = lane.jobs.find((name) => name !== run.name && this.#runs.get(name)!.payload.id === recordedId);
        const id = found === undefined ? undefined : this.#ids.get(found);
        return id === undefined ? null : { id, token: tokenOf(id, this.#disguise) };
      },
    });
  }

  /** Waits until the manager has nothing more to say of a job. */
  async #over(job: CoordinatorJob, { service }: ServiceRig): Promise<void> {
    const started = new RegExp(`/jobs/${String(job.id)}$`);
    await this.#coordinator.until(() => this.#coordinator.calls('PUT', started).length > 0);
    while ([...service.view.jobs()].some(({ id }) => id === job.id)) await pause(20);
  }
}

/** A manager as the recorded one was, as far as it matters to a job. */
function asRecorded(shell: 'bash' | 'sh', dialTimeout = patientDial): Partial<ServiceRigOptions> {
  return {
    // Git's configuration stays as with the shell executor, of which most records are.
    runner: `  shell = "${shell}"\n  clean_git_config = false`,
    // The host is known from before: no time is lost with making it new.
    stored: [[{ id: 'host0', useCount: 0, acquiredCount: 0 }]],
    autoscaler: `    [runners.autoscaler.state_storage]
      enabled = true
    [runners.autoscaler.connector_config]
      timeout = "${dialTimeout}"`,
  };
}
