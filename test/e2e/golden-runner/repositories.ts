import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the repositories are called, and what is in them. */
export interface RepositoryNames {
  readonly group: string;
  readonly project: string;
  readonly branch: string;
  /** Five characters at most, so that a listing keeps its order. */
  readonly file: string;
}

/** Bare repositories as the recorded jobs have them: a project of five commits with a submodule. */
export class Repositories {
  readonly directory = mkdtempSync(join(tmpdir(), 'drydock-repositories-'));
  /** Of the branch's head, and of the submodule's. */
  readonly sha: string;
  readonly submoduleSha: string;

  constructor({ group, project, branch, file }: RepositoryNames) {
    const [sub, main] = [join(this.directory, 'work-sub'), join(this.directory, 'work')];
    mkdirSync(join(this.directory, group));
    begin(sub, branch);
    this.submoduleSha = commit(sub, { 'sub.txt': 'of the submodule\n' }, 0);
    publish(sub, join(this.directory, group, 'sub.git'));
    begin(main, branch);
    commit(main, { 'README.md': `# ${project}\n`, '.gitignore': '*.log\n', 'dir/f2': 'second\n' }, 1);
    addSubmodule(main, this.submoduleSha);
    commit(main, { '.gitmodules': '[submodule "libs/sub"]\n\tpath = libs/sub\n\turl = ../sub.git\n' }, 2);
    for (const number of [3, 4]) commit(main, { [`${file}${String(number)}`]: `${String(number)}\n` }, number);
    this.sha = commit(main, { [`${file}5`]: '5\n' }, 5);
    publish(main, join(this.directory, group, `${project}.git`));
  }

  /** Another way to the same repositories: jobs that come by different ways have different directories. */
  addWay(name: string): void {
    symlinkSync('.', join(this.directory, name));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function git(directory: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8', env: environment(0), stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Nothing of the machine's own settings, and fixed times: the same commits everywhere. */
function environment(minute: number): Record<string, string> {
  const date = `2026-01-01T00:0${String(minute)}:00Z`;
  const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };
  return {
    PATH: process.env['PATH'] ?? '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    ...who,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
}

function begin(directory: string, branch: string): void {
  execFileSync('git', ['init', '-q', '-b', branch, directory], { env: environment(0) });
}

function addSubmodule(directory: string, sha: string): void {
  git(directory, 'update-index', '--add', '--cacheinfo', `160000,${sha},libs/sub`);
}

function commit(directory: string, files: Readonly<Record<string, string>>, minute: number): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), content);
    git(directory, 'add', name);
  }
  execFileSync('git', ['-C', directory, 'commit', '-q', '-m', `Commit ${String(minute)}`], { env: environment(minute) });
  return git(directory, 'rev-parse', 'HEAD');
}

function publish(from: string, to: string): void {
  execFileSync('git', ['clone', '-q', '--bare', from, to], { env: environment(0), stdio: ['ignore', 'ignore', 'pipe'] });
  rmSync(from, { recursive: true });
}
