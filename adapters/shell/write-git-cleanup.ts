import { jobFiles } from './job-files.ts';
import { jobRemotes } from './write-git-configuration.ts';
import type { ScriptContext } from './script-context.ts';
import type { ShellWriter } from './shell-writer.ts';

const leftovers = ['index.lock', 'shallow.lock', 'HEAD.lock', 'hooks/post-checkout', 'config.lock'];

/**
 * Removes what a job that was killed, or that meant harm, left in its repository: locks, which stop the next fetch, and, unless `clean_git_config` says
 * otherwise, configurations and hooks, which would run with the next job's credentials.
 *
 * @remarks Source: peer-runner.md §2.1 (get_sources, cleanup); GitLab's page "Advanced configuration" on clean_git_config.
 */
export function writeGitCleanup(writer: ShellWriter, context: ScriptContext): void {
  const { runner, settings } = context;
  const { repository, gitTemplate } = jobFiles(context);
  const withSubmodules = settings.submoduleStrategy === 'normal' || settings.submoduleStrategy === 'recursive';
  const modules = `${repository}/modules`;
  const cleansConfig = runner.cleanGitConfig ?? settings.gitStrategy !== 'none';
  writer.whenDirectory(repository, () => {
    writer.removeFiles([...leftovers, ...(cleansConfig ? ['config'] : [])].map((name) => `${repository}/${name}`));
    writer.removeBelow(`${repository}/refs`, 'files', ['*.lock']);
    if (withSubmodules) writer.removeBelow(modules, 'files', [...leftovers.map(baseName), ...(cleansConfig ? ['config'] : [])]);
    if (cleansConfig) writer.removeTree(`${repository}/hooks`);
    if (cleansConfig && withSubmodules) writer.removeBelow(modules, 'directories', ['hooks']);
  });
  if (cleansConfig) writer.whenDirectory(gitTemplate, () => writer.removeTree(gitTemplate));
}

/** Makes a credential helper of the user forget the job's token, which Git has offered it. */
export function writeForgetCredentials(writer: ShellWriter, context: ScriptContext): void {
  const { host } = jobRemotes(context);
  if (host !== null) writer.feed(`url=${host}\nusername=gitlab-ci-token`, ['git', 'credential', 'reject']);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
