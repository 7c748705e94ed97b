import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Io } from './io.ts';

/** An option that an environment variable can give too; the help shows it as `[$NAME]`. The command line wins. */
export class EnvOption extends Option {
  readonly variable: string;

  constructor(flags: string, description: string, variable: string) {
    super(flags, `${description} [$${variable}]`);
    this.variable = variable;
  }
}

/**
 * Gives a command's options what the environment says, where the command line says nothing. An empty variable says nothing.
 *
 * @throws InvalidArgumentError for a value that the option does not take; it names the variable.
 */
export function readVariables(command: Command, env: Io['env']): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (!(option instanceof EnvOption) || (command.getOptionValueSource(name) ?? 'default') !== 'default') continue;
    const text = env[option.variable] ?? '';
    if (text === '') continue;
    command.setOptionValueWithSource(name, read(option, text), 'env');
  }
}

/** Adds a switch that also takes `=true` and `=false`, as those of gitlab-runner do (`switchArguments` turns these into the two flags). */
export function addSwitch(command: Command, option: Option): Command {
  return command.addOption(option).addOption(new Option(`--no-${option.name()}`).hideHelp());
}

/** A command line in which `--flag=true` and `--flag=false` of a switch are `--flag` and `--no-flag`. */
export function switchArguments(options: readonly Option[], args: readonly string[]): string[] {
  const switches = new Set(options.filter((option) => option.isBoolean()).map(({ long }) => long));
  return args.map((arg) => {
    const [, flag = '', text = ''] = /^--([\w-]+)=(.*)$/.exec(arg) ?? [];
    const value = switches.has(`--${flag}`) ? truth(text) : null;
    return value === null ? arg : value ? `--${flag}` : `--no-${flag}`;
  });
}

/** Makes an option one of a whole number. */
export function asNumber<O extends Option>(option: O): O {
  option.argParser((text: string) => {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
    return Number(text);
  });
  return option;
}

function read(option: EnvOption, text: string): unknown {
  try {
    if (option.isBoolean()) return truth(text) ?? refuse('expected true or false.');
    if (option.argChoices !== undefined) return option.argChoices.includes(text) ? text : refuse(`Allowed choices are ${option.argChoices.join(', ')}.`);
    return option.parseArg === undefined ? text : option.parseArg(text, undefined as never);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new InvalidArgumentError(`${option.variable}: ${error.message}`);
  }
}

function refuse(message: string): never {
  throw new InvalidArgumentError(message);
}

function truth(text: string): boolean | null {
  if (/^(?:true|t|1)$/i.test(text)) return true;
  return /^(?:false|f|0)$/i.test(text) ? false : null;
}
