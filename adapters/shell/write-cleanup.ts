import { jobFiles } from './job-files.ts';
import type { ScriptContext } from './script-context.ts';
import type { ShellWriter, Words } from './shell-writer.ts';
import { writeForgetCredentials, writeGitCleanup } from './write-git-cleanup.ts';

/**
 * Removes what a job has left beside its worktree and, with FF_ENABLE_JOB_CLEANUP, in it.
 *
 * @remarks Source: peer-runner.md §2.1 (cleanup).
 */
export function writeCleanup(writer: ShellWriter, context: ScriptContext): void {
  const { variables, directories, settings } = context;
  const files = jobFiles(context);
  const fileVariables = variables.exportable().filter(({ file }) => file);
  writeForgetCredentials(writer, context);
  writer.removeFiles([
    files.environment,
    files.masking,
    files.gitConfig,
    files.globalGitConfig,
    ...fileVariables.map(({ key }) => `${directories.temporary}/${key}`),
  ]);
  if (settings.featureFlags.get('FF_ENABLE_JOB_CLEANUP') === true) writeWorktreeCleanup(writer, context);
  writeGitCleanup(writer, context);
}

function writeWorktreeCleanup(writer: ShellWriter, { settings, directories }: ScriptContext): void {
  switch (settings.gitStrategy) {
    case 'clone':
    case 'empty':
      return writer.removeTree(directories.project);
    case 'none':
      return writer.say('Skipping build directory cleanup step', 'notice');
    case 'fetch': {
      const recursively = settings.submoduleStrategy === 'recursive' ? ['--recursive'] : [];
      const commands: Words[] = [
        ...(settings.gitCleanFlags.length > 0 ? [['git', 'clean', ...settings.gitCleanFlags] as const] : []),
        ['git', 'reset', '--hard'],
      ];
      writer.changeDirectory(directories.project);
      for (const command of commands) writer.run(command);
      if (settings.submoduleStrategy === 'none') return;
      for (const command of commands) writer.run(['git', 'submodule', 'foreach', ...recursively, ...command]);
    }
  }
}
