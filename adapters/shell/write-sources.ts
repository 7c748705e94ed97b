import { jobFiles } from './job-files.ts';
import type { ScriptContext } from './script-context.ts';
import type { ShellWriter, Words } from './shell-writer.ts';
import { writeForgetCredentials, writeGitCleanup } from './write-git-cleanup.ts';
import { jobRemotes, literally, writeGitConfiguration, writeTokenlessConfiguration } from './write-git-configuration.ts';
import { writeSubmodules } from './write-submodules.ts';
import { writeUserCommands } from './write-user-commands.ts';

/**
 * Brings the commit of a job to its worktree by GIT_STRATEGY, with submodules and large files, between the hooks of runner and job.
 *
 * @remarks Source: peer-runner.md §2.1 (get_sources).
 */
export function writeSources(writer: ShellWriter, context: ScriptContext): void {
  const { settings, runner } = context;
  const usesGit = settings.gitStrategy === 'fetch' || settings.gitStrategy === 'clone';
  writer.exportVariable('GIT_TERMINAL_PROMPT', '0');
  writer.exportVariable('GCM_INTERACTIVE', 'Never');
  // Large files are fetched all at once later: one by one, while the worktree is written, they exhaust memory.
  if (!settings.lfsSkipSmudge) writer.exportVariable('GIT_LFS_SKIP_SMUDGE', '1');
  if (settings.featureFlags.get('FF_GIT_URLS_WITHOUT_TOKENS') === true) writeTokenlessConfiguration(writer, context);
  if (!usesGit) return writeBareDirectory(writer, context);
  writeUserCommands(writer, context, 'pre_clone_script', [...configured(runner.preGetSourcesScript), ...hook(context, 'pre_get_sources_script')]);
  writeRepository(writer, context);
  if (settings.gitCheckout) writeCheckout(writer, context);
  else writer.say('Skipping Git checkout', 'notice');
  writeSubmodules(writer, context);
  writeUserCommands(writer, context, 'post_clone_script', [...hook(context, 'post_get_sources_script'), ...configured(runner.postGetSourcesScript)]);
  writeForgetCredentials(writer, context);
}

/** Clears a worktree that could not be fetched into, before the next attempt. */
export function writeClearWorktree(writer: ShellWriter, { directories }: ScriptContext): void {
  writer.say('Deleting tracked and untracked files...', 'notice');
  writer.whenDirectory(directories.project, () => {
    writer.changeDirectory(directories.project);
    writer.run(['git', 'rm', '-rf', '--ignore-unmatch', '--quiet', '.']);
    writer.run(['git', 'clean', '-ffdx', '-q']);
  });
}

/** Options that make Git send credentials at once, to the repository's server alone: it would else hand them to the servers of bundles too. */
function proactiveOptions(context: ScriptContext): readonly string[] {
  if (context.settings.featureFlags.get('FF_USE_GIT_PROACTIVE_AUTH') !== true) return [];
  const { host } = jobRemotes(context);
  return ['-c', host === null ? 'http.proactiveAuth=basic' : `http.${host}.proactiveAuth=basic`];
}

function configured(script: string): readonly string[] {
  return script === '' ? [] : [script];
}

function hook({ payload }: ScriptContext, name: string): readonly string[] {
  return payload.hooks.find((found) => found.name === name)?.script ?? [];
}

function writeBareDirectory(writer: ShellWriter, { settings, directories }: ScriptContext): void {
  const empty = settings.gitStrategy === 'empty';
  writer.say(`Skipping Git repository setup${empty ? ' and creating an empty build directory' : ''}`, 'notice');
  if (empty) writer.whenDirectory(directories.project, () => writer.removeTree(directories.project));
  writer.makeDirectory(directories.project);
  writer.say('Skipping Git checkout', 'notice');
  writer.say('Skipping Git submodules setup', 'notice');
}

function writeRepository(writer: ShellWriter, context: ScriptContext): void {
  const { payload, settings, directories } = context;
  const { depth, repo_object_format: objectFormat } = payload.git_info;
  const files = jobFiles(context);
  const { url } = jobRemotes(context);
  writeGitCleanup(writer, context);
  writeGitConfiguration(writer, context);
  if (settings.gitStrategy === 'clone') writer.removeTree(directories.project);
  writer.say(depth > 0 ? `Fetching changes with git depth set to ${depth}...` : 'Fetching changes...', 'notice');
  const format = objectFormat === '' || objectFormat === 'sha1' ? [] : ['--object-format', objectFormat];
  writer.run(['git', 'init', directories.project, '--template', files.gitTemplate, ...format]);
  writer.changeDirectory(directories.project);
  writer.attempt(
    ['git', 'remote', 'add', 'origin', url],
    'hidden',
    () => writer.say('Created fresh repository.', 'notice'),
    () => {
      writer.run(['git', 'remote', 'set-url', 'origin', url]);
      // A template is not applied to a repository that exists already.
      const own = `${literally('.gitlab-runner.ext.conf')}$`;
      writer.run(['git', 'config', '--file', `${files.repository}/config`, '--replace-all', 'include.path', files.gitConfig, own]);
    },
  );
  writeFetch(writer, context);
}

function writeFetch(writer: ShellWriter, context: ScriptContext): void {
  const { payload, settings, facts } = context;
  const { depth, refspecs } = payload.git_info;
  const { name, version, platform, architecture } = facts.version;
  const agent = ['-c', `http.userAgent=${name} ${version} ${platform}/${architecture}`];
  const deepening = depth > 0 ? ['--depth', String(depth)] : [];
  const fetch: Words = [
    'git',
    ...agent,
    ...proactiveOptions(context),
    'fetch',
    'origin',
    '--no-recurse-submodules',
    ...refspecs,
    ...deepening,
    ...settings.gitFetchFlags,
  ];
  if (depth > 0) return writer.run(fetch);
  writer.whenFile(
    `${jobFiles(context).repository}/shallow`,
    () => writer.run([...fetch, '--unshallow']),
    () => writer.run(fetch),
  );
}

function writeCheckout(writer: ShellWriter, context: ScriptContext): void {
  const { payload, settings } = context;
  const { sha, ref } = payload.git_info;
  writer.say(`Checking out ${sha.slice(0, 8)} as detached HEAD (ref is ${ref})...`, 'notice');
  writer.run(['git', '-c', 'submodule.recurse=false', ...proactiveOptions(context), 'checkout', '-f', '-q', sha]);
  if (settings.gitCleanFlags.length > 0) writer.run(['git', 'clean', ...settings.gitCleanFlags]);
  if (settings.lfsSkipSmudge) return;
  writer.attempt(['git', 'lfs', 'version'], 'hidden', () => {
    writer.run(['git', 'lfs', 'pull']);
    writer.blankLine();
  });
}
