import type { ScriptContext } from './script-context.ts';
import type { ShellWriter } from './shell-writer.ts';

/**
 * Runs the commands of a user one after the other, each announced in the log: whole, or by its first line where it has several. With FF_SCRIPT_SECTIONS a
 * command of several lines is announced whole, in a section `<section>_<index>`.
 *
 * @remarks Source: peer-runner.md §2.1 (script); golden/runner/jobs/12-sections-multiline.log.
 */
export function writeUserCommands(writer: ShellWriter, context: ScriptContext, section: string, commands: readonly string[]): void {
  const folding = context.settings.featureFlags.get('FF_SCRIPT_SECTIONS') === true && context.payload.features.trace_sections;
  for (const [index, written] of commands.entries()) {
    const command = written.trim();
    const firstLine = command.split('\n', 1)[0]!;
    if (command === '') writer.blankLine();
    else if (firstLine === command) writer.say(`$ ${command}`, 'notice');
    else if (folding) writer.foldedNotice(`${section}_${index}`, `$ ${command}`);
    else writer.say(`$ ${firstLine} # collapsed multi-line command`, 'notice');
    writer.verbatim(command);
    writer.endIfFailed();
  }
}
