const posixShells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh']);

/** The shell that starts the commands of a login, as far as it was learnt from an earlier one. */
export class LoginShell {
  #posix = false;

  /** Whether it is known to read POSIX: csh and fish do not. */
  get isPosix(): boolean {
    return this.#posix;
  }

  /** @param path as in `$SHELL`; empty where nothing was learnt. */
  learn(path: string): void {
    this.#posix ||= posixShells.has(path.slice(path.lastIndexOf('/') + 1));
  }
}
