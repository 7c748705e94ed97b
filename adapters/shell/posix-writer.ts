import { loginDirectory } from './login-directory.ts';
import { posixLoginVariable, quotePosix } from './quote-posix.ts';
import type { Block, ShellScript, ShellWriter, Tone, Words, WriterOptions } from './shell-writer.ts';
import { toneText } from './tone-text.ts';

/** What tells one POSIX shell from another. */
export interface PosixDialect {
  readonly command: string;
  /** Makes a pipe fail with any of its commands, where the shell can. */
  readonly pipefail: string;
}

/** The variable that holds the stage until it runs. */
const stageVariable = '_drydock_stage';
const exitOnTerm = "trap 'exit 1' TERM";

/** Writes scripts for bash and for every shell of POSIX. */
export class PosixWriter implements ShellWriter {
  readonly #dialect: PosixDialect;
  readonly #options: WriterOptions;
  readonly #lines: string[] = [];
  #depth = 0;

  constructor(dialect: PosixDialect, options: WriterOptions) {
    this.#dialect = dialect;
    this.#options = options;
  }

  verbatim(lines: string): void {
    this.#lines.push(lines.replaceAll(loginDirectory, ''));
  }

  endIfFailed(): void {
    if (this.#options.checkExitCodes) this.#line('_drydock_code=$?; [ $_drydock_code -eq 0 ] || exit $_drydock_code');
  }

  run(words: Words): void {
    this.#line(commandLine(words));
    this.endIfFailed();
  }

  attempt(words: Words, output: 'shown' | 'hidden', succeeded: Block, failed?: Block): void {
    this.#condition(output === 'shown' ? commandLine(words) : `${commandLine(words)} >/dev/null 2>&1`, succeeded, failed);
  }

  feed(text: string, words: Words): void {
    this.#line(`printf '%s\\n' ${quotePosix(text)} | ${commandLine(words)} >/dev/null 2>&1 || :`);
  }

  whenFile(path: string, block: Block, otherwise?: Block): void {
    this.#condition(`[ -e ${quotePosix(path)} ]`, block, otherwise);
  }

  whenDirectory(path: string, block: Block): void {
    this.#condition(`[ -d ${quotePosix(path)} ]`, block);
  }

  exportVariable(name: string, value: string): void {
    this.#line(`export ${name}=${quotePosix(value)}`);
  }

  writeFile(path: string, content: string): void {
    this.#line(`printf '%s' ${quotePosix(content)} > ${quotePosix(path)}`);
  }

  importEnvironment(path: string): void {
    const file = quotePosix(path);
    this.#line(`[ -e ${file} ] || : > ${file}`);
    this.#line(`while read -r _drydock_line || [ -n "$_drydock_line" ]; do export "$_drydock_line"; done < ${file}`);
  }

  changeDirectory(path: string): void {
    this.run(['cd', path]);
  }

  /** Most directories exist already, and a test costs no process. */
  makeDirectory(path: string): void {
    this.#line(`[ -d ${quotePosix(path)} ] || mkdir -p ${quotePosix(path)}`);
  }

  removeFiles(paths: readonly string[]): void {
    if (paths.length > 0) this.run(['rm', '-f', ...paths]);
  }

  removeTree(path: string): void {
    this.whenDirectory(path, () => this.run(['chmod', '-R', 'u+rwX', path]));
    this.run(['rm', '-r', '-f', path]);
  }

  removeBelow(path: string, type: 'files' | 'directories', names: readonly string[]): void {
    const tests = names.map((name) => `-name ${quotePosix(name)}`).join(' -o ');
    const [kind, removal] = type === 'files' ? ['f', 'rm -f'] : ['d', 'rm -rf'];
    this.whenDirectory(path, () => this.#line(`find ${quotePosix(path)} -depth -type ${kind} \\( ${tests} \\) -exec ${removal} {} +`));
  }

  /** By printf, as the echo of some shells reads backslashes. */
  say(text: string, tone: Tone): void {
    this.#line(`printf '%s\\n' ${quotePosix(toneText(text, tone))}`);
  }

  blankLine(): void {
    this.#line('echo');
  }

  foldedNotice(section: string, text: string): void {
    const notice = quotePosix(toneText(text, 'notice'));
    this.#line(`printf 'section_start:%s:section_${section}[hide_duration=true,collapsed=true]\\r\\033[0K%s\\n' "$(date +%s)" ${notice}`);
    this.#line(`printf 'section_end:%s:section_${section}\\r\\033[0K\\n' "$(date +%s)"`);
  }

  greet(manager: string): void {
    this.#line(`printf 'Running on %s%s...\\n' "\${HOSTNAME:-$(hostname)}" ${quotePosix(manager === '' ? '' : ` via ${manager}`)}`);
  }

  /**
   * The shell reads its script from standard input, so the stage is held in a variable until all of it has been read, and then runs on an empty input: no command
   * of a job eats the rest of its own script. It is evaluated, not grouped, so that aliases and options take effect from one line to the next. It runs in a
   * subshell that names it only by its variable, and with traps of its own: shells print the text of a subshell that is killed. At the end of a pipe the subshell
   * keeps the exit code, which bash makes 1 of where a bare `eval` stands there.
   */
  finish(): ShellScript {
    const stage = `unset ${stageVariable}\n${this.#lines.join('\n')}\n`;
    const body = `(${exitOnTerm}; eval "$${stageVariable}")`;
    const run = this.#options.legacyEval ? `: | ${body}` : `${body} </dev/null`;
    const lines = [
      exitOnTerm,
      `${posixLoginVariable}=$PWD`,
      `${stageVariable}=${quotePosix(stage)}`,
      this.#dialect.pipefail,
      'set -o errexit +o noclobber',
      ...(this.#options.trace ? ['set -o xtrace'] : []),
      run,
      'exit 0',
    ];
    return { command: this.#dialect.command, script: `${lines.join('\n')}\n` };
  }

  #line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text);
  }

  #condition(test: string, block: Block, otherwise?: Block): void {
    this.#line(`if ${test}; then`);
    this.#indented(block);
    if (otherwise !== undefined) {
      this.#line('else');
      this.#indented(otherwise);
    }
    this.#line('fi');
  }

  /** An empty block is a syntax error, hence the command that does nothing. */
  #indented(block: Block): void {
    const before = this.#lines.length;
    this.#depth++;
    block();
    if (this.#lines.length === before) this.#line(':');
    this.#depth--;
  }
}

function commandLine(words: Words): string {
  return words.map(quotePosix).join(' ');
}
