import type { RunnerTable } from '../../../adapters/config/gitlab-runner-config.ts';
import type { JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import type { JobFacts } from '../../../adapters/shell/job-facts.ts';
import { git, makeRepository, startGitServer, type GitServer } from './git-server.ts';
import { Instance, JobOnInstance, jobPayload, jobToken, runnerTable } from './shell-rig.ts';

/** What a test wants of a job beside what all have. */
export interface Wish {
  readonly variables?: Readonly<Record<string, string>>;
  /** Keys of the runner. */
  readonly toml?: string;
  readonly payload?: Partial<JobPayload>;
  readonly source?: Partial<JobPayload['git_info']>;
  readonly facts?: Partial<JobFacts>;
}

/** A project of three commits on a server that wants the job's token, and jobs that build it. */
export class ProjectServer {
  readonly #store: Instance;
  readonly server: GitServer;
  readonly sha: string;
  readonly firstSha: string;

  private constructor(store: Instance, server: GitServer, sha: string) {
    this.#store = store;
    this.server = server;
    this.sha = sha;
    this.firstSha = git(store.at('repos/group/proj'), 'rev-list', '--max-parents=0', 'HEAD');
  }

  static async start(): Promise<ProjectServer> {
    const store = new Instance();
    const sha = makeRepository(store.at('repos/group'), 'proj', [{ f1: '1' }, { f2: '2' }, { f3: '3', '.gitignore': 'ignored\n' }]);
    return new ProjectServer(store, await startGitServer(store.at('repos'), jobToken), sha);
  }

  async close(): Promise<void> {
    await this.server.close();
    this.#store.remove();
  }

  /** The address of a project, as the coordinator gives it to a job. */
  address(path: string, token = jobToken): string {
    return `${this.server.url.replace('//', `//gitlab-ci-token:${token}@`)}/${path}.git`;
  }

  job(instance: Instance, shell: string, { variables = {}, toml = '', payload = {}, source = {}, facts = {} }: Wish = {}): JobOnInstance {
    const plain = jobPayload(payload, variables);
    const found = { ...plain, git_info: { ...plain.git_info, repo_url: this.address('group/proj'), sha: this.sha, ...source } };
    const runner: RunnerTable = runnerTable(`shell = "${shell}"\n${toml}`);
    return new JobOnInstance(instance, found, runner, facts);
  }
}
