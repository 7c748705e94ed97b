import type { Command } from 'commander';
import { builtInScenarios } from '../built-in-scenarios.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';

/** A command as completion sees it. */
interface Completed {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly { readonly name: string; readonly description: string }[];
  /** Words that its first argument can be, beside files. */
  readonly words: readonly string[];
}

/** `sim completion`: a static script from the command tree, so that completing never starts Node. */
export function completion(shell: 'bash' | 'zsh' | 'fish', program: Command, io: Io): ExitCode {
  const render = { bash, zsh, fish }[shell];
  io.stdout.write(
    render(
      program.name(),
      program
        .createHelp()
        .visibleCommands(program)
        .map((command) => completed(command, program)),
    ),
  );
  return exitCodes.ok;
}

function completed(command: Command, program: Command): Completed {
  const choices = [...(command.registeredArguments[0]?.argChoices ?? []), ...command.commands.map((inner) => inner.name())];
  const scenarios = program.name() === 'sim' && ['run', 'check'].includes(command.name()) ? builtInScenarios().map((name) => `@${name}`) : [];
  return {
    name: command.name(),
    description: command.description(),
    flags: command.options.flatMap(({ long, description }) => (long == null ? [] : [{ name: long, description }])),
    words: [...choices, ...scenarios],
  };
}

function bash(program: string, commands: readonly Completed[]): string {
  const cases = commands.map(({ name, flags, words }) => `    ${name}) words="${[...words, ...flags.map((flag) => flag.name)].join(' ')}" ;;`);
  return `# bash completion of ${program}: source <(${program} completion bash)
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _${program} ${program}
`;
}

function zsh(program: string, commands: readonly Completed[]): string {
  const list = commands.map(({ name, description }) => `    '${name}:${zshText(description)}'`);
  const cases = commands.map(({ name, flags, words }) => {
    const options = flags.map((flag) => `'${flag.name}[${zshText(flag.description)}]'`);
    const word = words.length === 0 ? `'*:file:_files'` : `'*:what:{_values what ${words.map((text) => `"${text}"`).join(' ')}; _files}'`;
    return `    ${name}) _arguments ${[...options, word].join(' ')} ;;`;
  });
  return `#compdef ${program}
# zsh completion of ${program}: ${program} completion zsh > "\${fpath[1]}/_${program}"
_${program}() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _${program} ${program}
`;
}

/** Without what zsh reads as syntax inside a description. */
function zshText(text: string): string {
  return text.replaceAll("'", '’').replace(/[[\]:]/g, ' ');
}

function fish(program: string, commands: readonly Completed[]): string {
  const top = `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`;
  const lines = commands.flatMap(({ name, description, flags, words }) => {
    const seen = `__fish_seen_subcommand_from ${name}`;
    return [
      `complete -c ${program} -n '${top}' -f -a ${name} -d '${fishText(description)}'`,
      ...flags.map((flag) => `complete -c ${program} -n '${seen}' -l ${flag.name.slice(2)} -d '${fishText(flag.description)}'`),
      ...(words.length === 0 ? [] : [`complete -c ${program} -n '${seen}' -a '${words.join(' ')}'`]),
    ];
  });
  return `# fish completion of ${program}: ${program} completion fish > ~/.config/fish/completions/${program}.fish\n${lines.join('\n')}\n`;
}

function fishText(text: string): string {
  return text.replaceAll("'", '’');
}
