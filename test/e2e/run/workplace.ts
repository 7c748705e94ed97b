import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CoordinatorJob } from '../../../adapters/demo-coordinator/coordinator-job.ts';
import type { DemoJob } from '../../../adapters/demo-coordinator/demo-job.ts';
import { jobPayloadFor } from '../../../adapters/demo-coordinator/job-payload-for.ts';
import { cleanDocker } from '../../../adapters/fleets/docker/clean.ts';
import { DockerClient, type ListedContainer } from '../../../adapters/fleets/docker/client.ts';
import { label } from '../../../adapters/fleets/docker/labels.ts';
import { freshGroup } from '../../contract/docker-engine.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { ManagerProcess } from './manager-process.ts';
import { seedConfig, type ConfigChanges, type SeedName, type SeedPlace } from './seed-config.ts';

/** A job whose script waits, on its instance, until the test lets it end. */
export interface HeldJob {
  readonly job: CoordinatorJob;
  /** The instance that it runs on; null until its script has begun. */
  readonly host: string | null;
  release(): void;
}

interface Gate {
  host: string | null;
  readonly opened: PromiseWithResolvers<undefined>;
}

/** A manager as it stands for its jobs, from `/status.json`. */
export interface ShownStatus {
  readonly state: string;
  readonly runners: readonly {
    readonly jobs: number;
    readonly requests: number;
    readonly requested: number;
    readonly instances: readonly { readonly id: string; readonly state: string; readonly uses: number; readonly note: string }[];
  }[];
}

/** What state_storage keeps of one runner. */
export interface StoredState {
  readonly instances: readonly { readonly id: string; readonly useCount: number; readonly acquiredCount: number }[];
}

const patienceMs = 20_000;
const lookMs = 25;
const client = new DockerClient();

/** A GitLab, an engine and a configuration, and the managers that are started with it. Nothing of it is left when it is closed. */
export class Workplace {
  readonly coordinator: TestCoordinator;
  readonly configFile: string;
  readonly places: readonly SeedPlace[];
  readonly managers: ManagerProcess[] = [];
  /** What GitLab says to jobs that are queued from now on: which reasons it understands. */
  failureReasons: readonly string[] = ['runner_system_failure', 'job_canceled', 'runner_interrupted'];
  readonly #folder: string;
  readonly #seed: SeedName;
  readonly #gates = new Map<number, Gate>();
  #lastJob = 0;

  private constructor(seed: SeedName, coordinator: TestCoordinator, runners: number) {
    this.#seed = seed;
    this.coordinator = coordinator;
    this.places = Array.from({ length: runners }, () => newPlace(coordinator));
    this.#folder = mkdtempSync(join(tmpdir(), 'drydock-run-'));
    this.configFile = join(this.#folder, 'config.toml');
    coordinator.answerAlways('GET', /^\/gate\/\d+$/, async ({ path, query }) => {
      const gate = this.#gate(Number(path.split('/').at(-1)));
      gate.host = query.get('host');
      await gate.opened.promise;
      return { status: 200, body: '' };
    });
  }

  static async open(seed: SeedName, changes: ConfigChanges = {}, { runners = 1 } = {}): Promise<Workplace> {
    const coordinator = new TestCoordinator({ longPollMs: 1000, updateIntervalSeconds: () => 1 });
    await coordinator.gitlab.listen();
    const place = new Workplace(seed, coordinator, runners);
    place.configure(changes);
    return place;
  }

  /** Writes the configuration anew. */
  configure(changes: ConfigChanges): void {
    writeFileSync(this.configFile, seedConfig(this.#seed, this.places, changes));
  }

  /** Starts a manager, and waits until it asks for jobs. */
  async start(args: readonly string[] = []): Promise<ManagerProcess> {
    const manager = ManagerProcess.start(this.configFile, args);
    this.managers.push(manager);
    await this.until('the manager is at work', () => manager.count(/asking for jobs/) > 0);
    return manager;
  }

  /** Queues a job. */
  add(script: readonly string[], job: Partial<DemoJob> = {}, { tags = [] }: { readonly tags?: readonly string[] } = {}): CoordinatorJob {
    const id = ++this.#lastJob;
    const where = { id, token: `glcbt-${randomBytes(10).toString('hex')}`, pipelineId: 1, url: this.coordinator.url, commit: null };
    const payload = jobPayloadFor({ name: `job-${String(id)}`, stage: 'test', script, ...job }, where);
    const features = { ...(payload['features'] as object), failure_reasons: this.failureReasons };
    return this.coordinator.gitlab.add({ ...payload, features }, { tags });
  }

  /** Queues a job that waits on its instance. */
  hold(job: Partial<DemoJob> = {}, options: { readonly tags?: readonly string[] } = {}): HeldJob {
    const gate = this.#gate(this.#lastJob + 1);
    const added = this.add(['curl -sS "$CI_SERVER_URL/gate/$CI_JOB_ID?host=$(hostname)"'], job, options);
    return {
      job: added,
      get host() {
        return gate.host;
      },
      release: () => {
        gate.opened.resolve(undefined);
      },
    };
  }

  /** The containers of one group that are there. */
  async instances(place = 0): Promise<readonly ListedContainer[]> {
    return client.containers(`${label.group}=${this.places[place]!.group}`, AbortSignal.timeout(10_000));
  }

  /** How many times a job was asked for. */
  requests(): number {
    return this.coordinator.calls('POST', /jobs\/request$/).length;
  }

  /** Kills an instance as its owner would, without a word to the manager. */
  async killInstance(id: string): Promise<void> {
    await client.remove(id, AbortSignal.timeout(10_000));
  }

  /** What state_storage has kept of the runner; null where there is nothing. */
  stored(): StoredState | null {
    const file = this.#stateFile();
    return file === null ? null : (JSON.parse(readFileSync(file, 'utf8')) as StoredState);
  }

  /** Leaves half of what state_storage has kept, as a failing disk does. */
  tearState(): void {
    const file = this.#stateFile()!;
    truncateSync(file, Math.floor(statSync(file).size / 2));
  }

  /** What the manager that was started last shows of itself. */
  async status(): Promise<ShownStatus> {
    return JSON.parse(await this.page('/status.json')) as ShownStatus;
  }

  /** A page of the manager that was started last; its status before it, where that is not 200. */
  async page(path: string): Promise<string> {
    const [, address] = /Metrics server listening.*address"?[=:]"?([\d.:]+)/.exec(this.#output()) ?? [];
    const answer = await fetch(`http://${address!}${path}`, { signal: AbortSignal.timeout(5_000) });
    const text = await answer.text();
    return answer.ok ? text : `${String(answer.status)} ${text}`;
  }

  /** Waits until something holds. @throws Error with what the managers said, when that takes too long. */
  async until(what: string, holds: () => boolean | Promise<boolean>, patience = patienceMs): Promise<void> {
    const deadline = performance.now() + patience;
    while (!(await holds())) {
      const ended = this.managers.at(-1)?.hasEnded === true;
      if (performance.now() > deadline) throw new Error(`in vain: ${what}${ended ? ' (the manager has ended)' : ''}\n${this.#said()}`);
      await pause(lookMs);
    }
  }

  /** Waits until as many instances of a runner are ready and have nothing to do. */
  async untilIdle(count: number, runner = 0): Promise<void> {
    await this.until(`${String(count)} idle instances`, async () => {
      const { runners } = await this.status();
      return runners[runner]!.instances.filter(({ note }) => note === 'idle').length === count;
    });
  }

  /** Waits until jobs are in their scripts. */
  async untilAtWork(...jobs: readonly HeldJob[]): Promise<void> {
    await this.until(`jobs ${jobs.map(({ job }) => job.id).join(', ')} at work`, () => jobs.every(({ host }) => host !== null));
  }

  /** Waits for the end of jobs. */
  async untilOver(...jobs: readonly CoordinatorJob[]): Promise<void> {
    await this.until(`the end of jobs ${jobs.map(({ id }) => id).join(', ')}`, () => jobs.every(({ isOver }) => isOver));
  }

  /** Ends everything and removes it. @throws Error when a manager wrote a secret. */
  async close(): Promise<void> {
    for (const { opened } of this.#gates.values()) opened.resolve(undefined);
    await Promise.all(this.managers.map((manager) => manager.kill()));
    await this.coordinator.close().catch(() => undefined);
    for (const { group } of this.places) await cleanDocker({ host: '', name: group }, AbortSignal.timeout(30_000));
    rmSync(this.#folder, { recursive: true, force: true });
    const said = this.managers.flatMap(({ lines }) => lines).join('\n');
    if (this.secrets().some((secret) => said.includes(secret))) throw new Error('a manager wrote a token');
  }

  /** Every token that there is. */
  secrets(): string[] {
    return [...this.places.map(({ token }) => token), ...this.coordinator.gitlab.jobs.map(({ payload }) => payload.token)];
  }

  #stateFile(): string | null {
    const folder = join(this.#folder, '.taskscaler');
    const file = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.json')) : undefined;
    return file === undefined ? null : join(folder, file);
  }

  #gate(id: number): Gate {
    const gate: Gate = this.#gates.get(id) ?? { host: null, opened: Promise.withResolvers() };
    this.#gates.set(id, gate);
    return gate;
  }

  #output(): string {
    return (this.managers.at(-1)?.lines ?? []).join('\n');
  }

  #said(): string {
    return this.managers.map(({ lines }) => lines.join('\n')).join('\n--- then\n');
  }
}

function newPlace({ gitlab, url }: TestCoordinator): SeedPlace {
  const token = `glrt-${randomBytes(10).toString('hex')}`;
  const tag = token.slice(-4);
  gitlab.runners.add({ token, tags: [tag] });
  // A range of its own: nobody else's instance has an address there.
  const addresses = `127.${String(randomInt(32, 250))}.${String(randomInt(250))}.0/24`;
  return { url, token, tag, group: freshGroup(), addresses };
}
