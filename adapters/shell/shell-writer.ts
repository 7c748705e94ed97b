/** A command and its arguments, each exactly as the program gets it; the mark of the login directory stands for the directory. */
export type Words = readonly [command: string, ...words: string[]];

/** Writes what stands inside a condition. */
export type Block = () => void;

/** How a line of the runner's own looks in the job log: plain, green or yellow. */
export type Tone = 'plain' | 'notice' | 'warning';

/** What is started on the instance, and what it reads from its standard input. */
export interface ShellScript {
  /** Without anything of the job in it. */
  readonly command: string;
  readonly script: string;
}

/**
 * Writes the script of one stage in the language of one shell. All texts are taken as they are, `verbatim` excepted; every command that fails ends the
 * stage with its exit code, unless the method says otherwise. Paths are absolute or begin with the mark of the login directory.
 */
export interface ShellWriter {
  /** Lines in the shell's own language: what a user wrote, or what another part has made for this shell. */
  verbatim(lines: string): void;
  /** Ends the stage if the line before failed, for users who switch the shell's own check off. */
  endIfFailed(): void;
  run(words: Words): void;
  /** Runs a command that may fail, with or without its output in the log, and goes on by how it ended. */
  attempt(words: Words, output: 'shown' | 'hidden', succeeded: Block, failed?: Block): void;
  /** Runs a command on a text; neither its output nor its failure counts. */
  feed(text: string, words: Words): void;
  whenFile(path: string, block: Block, otherwise?: Block): void;
  whenDirectory(path: string, block: Block): void;
  exportVariable(name: string, value: string): void;
  /** In a directory that exists. */
  writeFile(path: string, content: string): void;
  /** Exports the `NAME=value` lines of a file, which is created where it does not exist. */
  importEnvironment(path: string): void;
  changeDirectory(path: string): void;
  makeDirectory(path: string): void;
  /** Removes files, whether they exist or not. */
  removeFiles(paths: readonly string[]): void;
  /** Removes a directory with all that is in it, though it be write-protected; whether it exists or not. */
  removeTree(path: string): void;
  /** Removes all files, or all directories, below a directory whose names are among these patterns. */
  removeBelow(path: string, type: 'files' | 'directories', names: readonly string[]): void;
  say(text: string, tone: Tone): void;
  blankLine(): void;
  /** Shows a text as a collapsed section of the log. */
  foldedNotice(section: string, text: string): void;
  /** Says where the job runs, and for which manager. */
  greet(manager: string): void;
  /** The script so far, ready to be sent. */
  finish(): ShellScript;
}

/** What a user may change about how scripts are written. */
export interface WriterOptions {
  /** CI_DEBUG_TRACE: the shell shows each command that it runs. */
  readonly trace: boolean;
  /** FF_ENABLE_BASH_EXIT_CODE_CHECK. */
  readonly checkExitCodes: boolean;
  /** FF_USE_LEGACY_BASH_EVAL: the stage runs at the end of a pipe instead of on an empty input. */
  readonly legacyEval: boolean;
}
