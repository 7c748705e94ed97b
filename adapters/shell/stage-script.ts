import { assert } from '../../core/assert.ts';
import type { JobStatus } from '../../core/job/job-effect.ts';
import { clearWorktree, type Stage } from '../../core/job/stages.ts';
import { createWriter } from './create-writer.ts';
import { jobFiles } from './job-files.ts';
import type { ScriptContext } from './script-context.ts';
import type { ShellScript, ShellWriter } from './shell-writer.ts';
import { writeCleanup } from './write-cleanup.ts';
import { writeEnvironment } from './write-environment.ts';
import { writeClearWorktree, writeSources } from './write-sources.ts';
import { writeUserCommands } from './write-user-commands.ts';

/**
 * The script of a stage, for the shell of the runner. All that is the job's stands in the script, which goes over standard input; nothing of it in the command.
 *
 * @param transfer the commands of a stage that moves artifacts or caches, in the language of the shell (`artifactScript` has them).
 * @remarks Source: peer-runner.md §2.
 */
export function stageScript(context: ScriptContext, stage: Stage, status: JobStatus, transfer = ''): ShellScript {
  const { shell, settings } = context;
  const writer = createWriter(shell, {
    trace: settings.debugTrace,
    checkExitCodes: settings.featureFlags.get('FF_ENABLE_BASH_EXIT_CODE_CHECK') === true,
    legacyEval: settings.featureFlags.get('FF_USE_LEGACY_BASH_EVAL') === true,
  });
  const hasEnvironment = stage.kind !== 'prepare' && stage.name !== clearWorktree.name;
  if (hasEnvironment) writeEnvironment(writer, context, { status, files: stage.kind === 'cleanup' ? 'named' : 'written' });
  writeStage(writer, context, stage, transfer);
  return writer.finish();
}

function writeStage(writer: ShellWriter, context: ScriptContext, stage: Stage, transfer: string): void {
  switch (stage.kind) {
    case 'prepare':
      return writePreparation(writer, context);
    case 'sources':
      return stage.name === clearWorktree.name ? writeClearWorktree(writer, context) : writeSources(writer, context);
    case 'cleanup':
      return writeCleanup(writer, context);
    case 'script':
      writer.changeDirectory(context.directories.project);
      return writeStep(writer, context, stage);
    case 'after-script':
      writer.changeDirectory(context.directories.project);
      writer.say('Running after script...', 'notice');
      return writeUserCommands(writer, context, 'after_script_step', stepOf(context, 'after_script'));
    case 'input':
    case 'cache':
    case 'artifacts':
      writer.changeDirectory(context.directories.project);
      writer.verbatim(transfer);
  }
}

/** An earlier job in the same directory may have been cut off before its clean-up. */
function writePreparation(writer: ShellWriter, context: ScriptContext): void {
  const { environment, masking } = jobFiles(context);
  writer.greet(context.facts.hostname);
  writer.whenDirectory(context.directories.temporary, () => writer.removeFiles([environment, masking]));
}

function writeStep(writer: ShellWriter, context: ScriptContext, stage: Stage): void {
  const { runner, variables } = context;
  const name = stage.name.replace(/^step_/, '');
  const script = stepOf(context, name);
  writeUserCommands(writer, context, 'pre_build_script', runner.preBuildScript === '' ? [] : [runner.preBuildScript]);
  // The coordinator makes this step from the keyword of that name, whose references no shell has seen.
  writeUserCommands(writer, context, 'script_step', name === 'release' ? script.map((line) => variables.expand(line)) : script);
  writeUserCommands(writer, context, 'post_build_script', runner.postBuildScript === '' ? [] : [runner.postBuildScript]);
}

function stepOf({ payload }: ScriptContext, name: string): readonly string[] {
  const step = payload.steps.find((found) => found.name.toLowerCase() === name);
  assert(step !== undefined, 'a stage that runs a step is one of the job');
  return step.script;
}
