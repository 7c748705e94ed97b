import { jobFiles } from './job-files.ts';
import type { ScriptContext } from './script-context.ts';
import type { ShellWriter, Words } from './shell-writer.ts';

/**
 * Initialises and updates submodules by GIT_SUBMODULE_STRATEGY, a second time where the first fails, and gives them the credentials of the job.
 *
 * @remarks Source: golden/runner/jobs/30-sub-normal.log; GitLab's page "Using Git submodules with CI/CD".
 */
export function writeSubmodules(writer: ShellWriter, context: ScriptContext): void {
  const { settings } = context;
  if (settings.submoduleStrategy === 'none') return writer.say('Skipping Git submodules setup', 'notice');
  const commands = submoduleCommands(context);
  writer.say(commands.title, 'notice');
  writer.run(['git', 'submodule', 'init']);
  writer.run(commands.sync);
  writer.run(commands.forEach(commands.clean));
  writer.run(commands.forEach(['git', 'reset', '--hard']));
  writer.attempt(
    commands.update,
    'shown',
    () => {
      writer.say('Updated submodules', 'notice');
      writer.run(commands.sync);
    },
    () => writeSecondTry(writer, context, commands),
  );
  writer.run(commands.forEach(commands.clean));
  writer.say('Configuring submodules to use parent git credentials...', 'notice');
  writer.run(['git', 'submodule', 'foreach', '--recursive', 'git', 'config', '--replace-all', 'include.path', jobFiles(context).gitConfig]);
  if (settings.lfsSkipSmudge) return;
  writer.attempt(['git', 'lfs', 'version'], 'hidden', () => {
    writer.say('Pulling LFS files...', 'notice');
    writer.run(commands.forEachWithCredentials(['git', 'lfs', 'pull']));
  });
}

interface SubmoduleCommands {
  readonly title: string;
  readonly sync: Words;
  readonly update: Words;
  readonly clean: Words;
  readonly forEach: (words: Words) => Words;
  readonly forEachWithCredentials: (words: Words) => Words;
}

function submoduleCommands(context: ScriptContext): SubmoduleCommands {
  const { settings } = context;
  const recursively = settings.submoduleStrategy === 'recursive' ? ['--recursive'] : [];
  const depth = settings.submoduleDepth;
  const deepening = depth > 0 ? ['--depth', String(depth)] : [];
  const paths = settings.submodulePaths.length > 0 ? ['--', ...settings.submodulePaths] : [];
  // A submodule's own repository does not read the configuration of the one around it.
  const credentials = ['-c', `include.path=${jobFiles(context).gitConfig}`];
  const cleanFlags = settings.gitCleanFlags.length > 0 ? settings.gitCleanFlags : ['-ffdx'];
  const update = ['submodule', 'update', '--init', ...recursively, ...deepening, ...settings.submoduleUpdateFlags, ...paths];
  const title = `Updating/initializing submodules${recursively.length > 0 ? ' recursively' : ''}${depth > 0 ? ` with git depth set to ${depth}` : ''}...`;
  return {
    title,
    sync: ['git', 'submodule', 'sync', ...recursively, ...paths],
    update: ['git', ...credentials, ...update],
    clean: ['git', 'clean', ...cleanFlags],
    forEach: (words) => ['git', 'submodule', 'foreach', ...recursively, ...words],
    forEachWithCredentials: (words) => ['git', ...credentials, 'submodule', 'foreach', ...recursively, ...words],
  };
}

/** With `--remote` a submodule's branch may be one that was never fetched. */
function writeSecondTry(writer: ShellWriter, { settings }: ScriptContext, commands: SubmoduleCommands): void {
  writer.say('Updating submodules failed. Retrying...', 'warning');
  if (settings.submoduleUpdateFlags.some((flag) => flag.toLowerCase() === '--remote')) {
    writer.run(commands.forEachWithCredentials(['git', 'fetch', 'origin', '+refs/heads/*:refs/remotes/origin/*']));
  }
  writer.run(commands.sync);
  writer.run(commands.update);
  writer.run(commands.forEach(['git', 'reset', '--hard']));
}
