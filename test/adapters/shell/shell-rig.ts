import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobStatus } from '../../../core/job/job-effect.ts';
import type { Stage } from '../../../core/job/stages.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import type { RunnerTable } from '../../../adapters/config/gitlab-runner-config.ts';
import type { JobPayload, JobVariable } from '../../../adapters/coordinator/job-payload.ts';
import type { JobFacts } from '../../../adapters/shell/job-facts.ts';
import { planJob, type PlannedJob } from '../../../adapters/shell/plan-job.ts';
import type { ScriptContext } from '../../../adapters/shell/script-context.ts';
import type { ShellScript } from '../../../adapters/shell/shell-writer.ts';
import { stageScript } from '../../../adapters/shell/stage-script.ts';

/** The job's token in these tests. */
export const jobToken = 'glcbt-64_secret-of-the-job';

/** What the manager knows, in these tests. */
export const facts: JobFacts = {
  hostname: 'manager-host',
  version: { name: 'gitlab-runner', version: '19.4.0', revision: 'd79f3e7b', platform: 'linux', architecture: 'amd64' },
  correlationId: '0123456789abcdef',
  concurrentId: 3,
  concurrentProjectId: 1,
  tls: null,
};

/** A runner by the TOML of its table; `[runners.autoscaler]` and below may follow. */
export function runnerTable(toml = '', autoscaler = ''): RunnerTable {
  const head = `concurrent = 1\n[[runners]]\nname = "r"\nurl = "http://gitlab.example.com"\ntoken = "glrt-runnertoken"\nexecutor = "instance"\n`;
  const { config } = loadConfig(`${head}${toml}\n[runners.autoscaler]\nplugin = "docker"\n${autoscaler}\n`, 'config.toml');
  return config!.runners[0]!;
}

/** A variable of a job. */
export function variable(key: string, value: string, overrides: Partial<JobVariable> = {}): JobVariable {
  return { key, value, public: true, masked: false, file: false, raw: false, ...overrides };
}

/** A job with one step and what is given beside it. */
export function jobPayload(overrides: Partial<JobPayload> = {}, variables: Readonly<Record<string, string>> = {}): JobPayload {
  return {
    id: 7,
    token: jobToken,
    allow_git_fetch: true,
    job_info: {
      name: 'build',
      stage: 'test',
      project_id: 42,
      project_name: 'proj',
      project_full_path: 'group/proj',
      time_in_queue_seconds: 0,
      project_jobs_running_on_instance_runners_count: '0',
    },
    git_info: {
      repo_url: `http://gitlab-ci-token:${jobToken}@gitlab.example.com/group/proj.git`,
      repo_object_format: 'sha1',
      ref: 'main',
      sha: '0123456789abcdef0123456789abcdef01234567',
      before_sha: '0'.repeat(40),
      ref_type: 'branch',
      refspecs: ['+refs/heads/main:refs/remotes/origin/main'],
      depth: 0,
    },
    runner_info: { timeout: 3600 },
    inputs: [],
    steps: [{ name: 'script', script: ['echo hello'], timeout: 3600, when: 'on_success', allow_failure: false }],
    image: null,
    services: [],
    artifacts: [],
    cache: [],
    credentials: [],
    dependencies: [],
    hooks: [],
    features: { trace_sections: true, token_mask_prefixes: [], failure_reasons: [] },
    ...overrides,
    variables: [
      ...(overrides.variables ?? []),
      variable('CI_JOB_TOKEN', jobToken, { masked: true }),
      ...Object.entries(variables).map(([key, value]) => variable(key, value)),
    ],
  };
}

/** A step of a job. */
export function step(name: string, ...script: string[]): JobPayload['steps'][number] {
  return { name, script, timeout: 3600, when: 'on_success', allow_failure: false };
}

/** How a script ended and what it wrote; `log` has the colours taken out. */
export interface Ran {
  readonly exitCode: number | null;
  readonly log: string;
  readonly errors: string;
  readonly raw: string;
}

/** A home directory on an instance, in which scripts run for real. */
export class Instance {
  readonly home = mkdtempSync(join(tmpdir(), 'drydock-shell-'));

  /** Where a path of the home directory is. */
  at(...parts: string[]): string {
    return join(this.home, ...parts);
  }

  /** Puts a program where the scripts find it before those of the system: a login shell sets its own path, from the profile. */
  addProgram(name: string, script: string): void {
    mkdirSync(this.at('bin'), { recursive: true });
    writeFileSync(this.at('bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    writeFileSync(this.at('.profile'), `PATH=${this.at('bin')}:$PATH\nexport PATH\n`);
  }

  /** Runs a script as a connector does; `onStart` gets what kills it with all that it started. */
  run({ command, script }: ShellScript, onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined): Promise<Ran> {
    const [program = '', ...words] = command.split(' ');
    const env = { HOME: this.home, PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C.UTF-8' };
    const child = spawn(program, words, { cwd: this.home, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(script);
    onStart((signal) => void process.kill(-child.pid!, signal));
    return new Promise((resolve) => {
      child.on('close', (exitCode) => {
        const raw = Buffer.concat(output).toString();
        resolve({ exitCode, raw, log: raw.replace(/\u001b\[[\d;]*m/g, ''), errors: Buffer.concat(errors).toString() });
      });
    });
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A planned job whose stages run on an instance. */
export class JobOnInstance {
  readonly planned: PlannedJob;
  readonly context: ScriptContext;
  readonly #instance: Instance;

  constructor(instance: Instance, payload: JobPayload, runner: RunnerTable, overrides: Partial<JobFacts> = {}) {
    this.#instance = instance;
    this.planned = planJob(payload, runner, { ...facts, ...overrides });
    this.context = this.planned.context;
  }

  script(stage: Stage, status: JobStatus = 'running', transfer = ''): ShellScript {
    return stageScript(this.context, stage, status, transfer);
  }

  run(stage: Stage, status: JobStatus = 'running'): Promise<Ran> {
    return this.#instance.run(this.script(stage, status));
  }

  /** Where the worktree is. */
  project(...parts: string[]): string {
    return join(this.context.directories.project.replace('\0', this.#instance.home), ...parts);
  }

  /** Where things beside the worktree are. */
  temporary(...parts: string[]): string {
    return join(this.context.directories.temporary.replace('\0', this.#instance.home), ...parts);
  }
}
